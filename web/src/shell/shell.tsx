import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { cx } from "../lib/cx.ts";
import { Mark } from "../ui/wheel.tsx";
import { useKeys } from "./keys.ts";
import { Live } from "./live.tsx";
import { pages } from "./pages.ts";
import { useSignInNeeded } from "./session.ts";
import { SignIn } from "./sign-in.tsx";
import { SignOutButton } from "./sign-out-button.tsx";
import { ThemeButton } from "./theme-button.tsx";

const Help = lazy(() => import("./help.tsx").then((module) => ({ default: module.Help })));

/** What stands around every page: the bar on top, the keys, and the sign-in page in place of the rest when a token is needed. */
export function Shell() {
  const signInNeeded = useSignInNeeded();
  const [helpOpen, setHelpOpen] = useState(false);
  useKeys(() => setHelpOpen(true));
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        Skip to content
      </a>
      <header className="no-print sticky top-0 z-30 border-b border-line bg-bg">
        <div className="mx-auto flex h-13 max-w-[1720px] items-center gap-1 px-4 sm:px-6">
          <Link to="/runs" className="mr-3 flex items-center gap-2 rounded-md sm:mr-5" aria-label="Millrace, all runs">
            <Mark size={26} />
            <span className="hidden text-[0.9375rem] font-semibold tracking-[-0.02em] min-[420px]:inline">Millrace</span>
          </Link>
          <MainNav className="hidden lg:flex" />
          <div className="ml-auto flex items-center gap-1">
            {!signInNeeded && <Live />}
            <ThemeButton />
            {!signInNeeded && <SignOutButton />}
            <button
              type="button"
              className="hidden size-8 items-center justify-center rounded-md text-sm font-medium text-ink-3 hover:bg-hover hover:text-ink sm:inline-flex"
              title="Keyboard shortcuts (?)"
              aria-label="Keyboard shortcuts"
              onClick={() => setHelpOpen(true)}
            >
              ?
            </button>
          </div>
        </div>
        <MainNav className="overflow-x-auto px-2 [scrollbar-width:none] sm:px-4 lg:hidden" />
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[1720px] flex-1 px-4 pt-5 pb-16 outline-none sm:px-6">
        {signInNeeded ? <SignIn /> : <Outlet />}
      </main>
      {helpOpen && (
        <Suspense>
          <Help close={() => setHelpOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Beside the mark where there is room, else a row of its own that scrolls sideways. */
function MainNav({ className }: { readonly className: string }) {
  const bar = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each other page is brought into sight on a narrow screen
  useEffect(() => {
    const current = bar.current?.querySelector<HTMLElement>("[aria-current]");
    // scrollIntoView would move the page as well
    if (bar.current !== null && current != null) bar.current.scrollLeft = current.offsetLeft - 60;
  }, [path]);
  return (
    <nav ref={bar} aria-label="Main" className={cx("flex h-10 items-stretch gap-0.5 lg:h-full", className)}>
      {pages.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          className={tab}
          activeProps={{ className: activeTab, "aria-current": "page" }}
          inactiveProps={{ className: "text-ink-2" }}
        >
          {page.name}
        </Link>
      ))}
    </nav>
  );
}

const tab =
  "relative flex items-center rounded-md px-2.5 text-sm font-medium whitespace-nowrap hover:text-ink focus-visible:-outline-offset-2";
const activeTab =
  "text-ink after:absolute after:inset-x-2.5 after:bottom-0 after:h-0.5 lg:after:-bottom-px after:rounded-full after:bg-water";
