import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { Mark } from "../ui/wheel.tsx";
import { useKeys } from "./keys.ts";
import { Live } from "./live.tsx";
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
          <nav aria-label="Main" className="flex h-full items-stretch gap-0.5">
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

const pages = [
  { to: "/runs", name: "Runs" },
  { to: "/flows", name: "Flows" },
] as const;
const tab = "relative flex items-center rounded-md px-2.5 text-sm font-medium hover:text-ink";
const activeTab = "text-ink after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5 after:rounded-full after:bg-water";
