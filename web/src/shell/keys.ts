import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { pages } from "./pages.ts";

/** The keys that work on every page; `openHelp` shows their sheet. */
export function useKeys(openHelp: () => void): void {
  const navigate = useNavigate();
  const pending = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target)) {
        if (event.key !== "Escape") return;
        // left, not emptied, as the browser would
        event.preventDefault();
        (event.target as HTMLElement).blur();
        return;
      }
      if (document.querySelector("[role='dialog'], [role='alertdialog']") !== null) return;
      const page = pages.find(({ key }) => key === event.key);
      const afterG = Date.now() - pending.current < 2_000;
      pending.current = event.key === "g" ? Date.now() : 0;
      if (afterG && page !== undefined) void navigate({ to: page.to });
      else if (event.key === "?") openHelp();
      else if (event.key === "/") focusSearch(event);
      else if (event.key === "j" || event.key === "k") moveRow(event.key === "j" ? 1 : -1);
      else if (event.key === "[" || event.key === "]") moveTab(event.key === "]" ? 1 : -1);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, openHelp]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && (target as HTMLInputElement).type !== "checkbox"))
  );
}

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>("[data-search]");
  if (search === null) return;
  event.preventDefault();
  search.focus();
  search.select();
}

/** Rows mark their link with `data-row`; virtual lists keep a few rows beyond the visible ones, so the next one is always there. */
function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].sort(
    (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
  );
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? rows.find((row) => row.getBoundingClientRect().top > 52) : rows[at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function moveTab(by: 1 | -1): void {
  const tabs = [...document.querySelectorAll<HTMLElement>("[data-tab]")];
  // the URL is ahead of the page while a tab's code is being loaded
  const current = new URLSearchParams(window.location.search).get("tab");
  const at = tabs.findIndex((tab) => tab.dataset["tab"] === (current ?? tabs[0]?.dataset["tab"]));
  tabs[(at + by + tabs.length) % tabs.length]?.click();
}
