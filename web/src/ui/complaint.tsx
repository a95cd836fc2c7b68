import { TriangleAlert } from "lucide-react";
import { ApiError } from "../api/client.ts";
import { cx } from "../lib/cx.ts";

/** Why something the user asked for was not done, beside the button that asked: what happened and what to do. */
export function Complaint({ error, className }: { readonly error: unknown; readonly className?: string }) {
  if (error == null) return null;
  const problem = error instanceof ApiError ? error.problem : undefined;
  return (
    <p role="alert" className={cx("flex items-start gap-2 rounded-lg bg-failed-soft px-3 py-2 text-sm text-ink", className)}>
      <TriangleAlert aria-hidden="true" size={15} className="mt-0.5 shrink-0 text-failed" />
      <span className="min-w-0 wrap-anywhere">
        {error instanceof Error ? error.message : String(error)}
        {problem !== undefined && <span className="text-ink-2"> {problem.do}</span>}
        {problem?.issues?.map((issue) => (
          <span key={`${issue.path} ${issue.message}`} className="block text-ink-2">
            {issue.path !== "" && <code className="text-xs">{issue.path}: </code>}
            {issue.message}
          </span>
        ))}
      </span>
    </p>
  );
}
