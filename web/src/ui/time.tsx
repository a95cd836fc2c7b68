import type { FlowRun } from "../../../core/contract/flow-runs.ts";
import type { TaskRun } from "../../../core/contract/task-runs.ts";
import { useTicking } from "../lib/now.ts";
import { formatDuration, formatExact, formatRelative, formatTicking, toMs } from "../lib/time.ts";

/** A moment, relative to now; the exact local time and UTC on hover. */
export function Moment({ at, className }: { readonly at: string | null | undefined; readonly className?: string }) {
  if (at == null) return <span className="text-ink-3">–</span>;
  return <Relative ms={toMs(at)} iso={at} {...(className === undefined ? {} : { className })} />;
}

/** How long a run has been running in all, ticking while it runs. */
export function RunTime({ run, className }: { readonly run: FlowRun | TaskRun; readonly className?: string }) {
  const running = run.state_type === "RUNNING";
  const text = useTicking((now) => durationText(run, now), running);
  return (
    <span className={className} data-ticking={running || undefined}>
      {text}
    </span>
  );
}

function Relative({ ms, iso, className }: { readonly ms: number; readonly iso: string; readonly className?: string }) {
  const text = useTicking((now) => formatRelative(ms, Math.max(now, Date.now() - 1_000)));
  return (
    <time dateTime={iso} title={formatExact(ms)} className={className}>
      {text}
    </time>
  );
}

function durationText(run: FlowRun | TaskRun, now: number): string {
  if (run.start_time === null) return "–";
  if (run.state_type !== "RUNNING" || run.state === null) return formatDuration(run.total_run_time);
  return formatTicking(run.total_run_time + Math.max(0, now - toMs(run.state.timestamp)) / 1000);
}
