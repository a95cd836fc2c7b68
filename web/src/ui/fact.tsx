import type { ReactNode } from "react";
import { CopyButton } from "./copy.tsx";

/** Facts in a row, each under its name. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="flex flex-wrap gap-x-8 gap-y-3 text-sm">{children}</dl>;
}

/** One fact of a page's header. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="mt-0.5 font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}

/** The id of what a page is about, short, to be copied whole. */
export function IdFact({ id, of }: { readonly id: string; readonly of: string }) {
  return (
    <Fact name="Id">
      <span className="flex items-center gap-1">
        <code className="text-xs" title={id}>
          {id.slice(0, 8)}
        </code>
        <CopyButton bare text={id} label={`Copy the ${of}'s id`} className="-my-1" />
      </span>
    </Fact>
  );
}
