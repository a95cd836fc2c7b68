import { Link } from "@tanstack/react-router";
import { Failure } from "../ui/notice.tsx";
import { Mark } from "../ui/wheel.tsx";
import { useTitle } from "./title.ts";

/** An address that leads nowhere. */
export function NotFound({ what = "This page" }: { readonly what?: string }) {
  useTitle("Not found");
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-24 text-center">
      <Mark size={44} />
      <h1 className="mt-2 text-xl font-semibold">{what} is not here</h1>
      <p className="text-ink-2">The address may be mistyped, or what it named was deleted.</p>
      <div className="mt-2 flex gap-2">
        <Link to="/runs" className="control">
          All runs
        </Link>
        <Link to="/flows" className="control">
          All flows
        </Link>
      </div>
    </div>
  );
}

/** A page that broke while rendering, or whose code could not be loaded after a new version was put in place. */
export function Crash({ error }: { readonly error: unknown }) {
  return <Failure error={error} retry={() => window.location.reload()} />;
}
