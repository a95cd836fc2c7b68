import type { ReactNode } from "react";

/** The name of what a page is about, its state beside it, and what can be done with it. */
export function TitleRow({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <h1 className="min-w-0 text-xl font-semibold tracking-[-0.015em] wrap-anywhere">{title}</h1>
      {children}
    </div>
  );
}

/** The buttons of a title row: at its end, or on a line of their own where it is narrow. */
export function TitleActions({ children }: { readonly children: ReactNode }) {
  return <div className="no-print ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0 max-sm:w-full">{children}</div>;
}
