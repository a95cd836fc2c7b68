import { FilterX } from "lucide-react";
import { Command } from "../../ui/copy.tsx";
import { Empty } from "../../ui/notice.tsx";
import { Mark } from "../../ui/wheel.tsx";

/** The first thing a new user sees: how to make the first run. */
export function NoRunsYet() {
  const { hostname, origin } = window.location;
  const here = hostname === "127.0.0.1" || hostname === "localhost";
  return (
    <Empty icon={<Mark size={52} />} title="Nothing has run yet">
      <p>Run a flow and it appears here by itself, live.</p>
      {!here && <Command>{`npx millrace config set MILLRACE_API_URL=${origin}/api`}</Command>}
      <Command>node examples/hello.ts</Command>
      <p className="text-sm text-ink-3">
        Every <code>flow(…)</code> you call from TypeScript is recorded: its state, tasks, logs and results.
      </p>
    </Empty>
  );
}

/** Filters that leave nothing. */
export function NoMatches({ clear }: { readonly clear: () => void }) {
  return (
    <Empty icon={<FilterX size={30} strokeWidth={1.6} aria-hidden="true" />} title="No run matches">
      <p>There are runs, but none that fits all the filters.</p>
      <button type="button" className="control" onClick={clear}>
        Clear filters
      </button>
    </Empty>
  );
}
