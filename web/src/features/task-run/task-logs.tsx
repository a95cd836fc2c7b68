import { useState } from "react";
import { LogLines } from "../run/logs/log-lines.tsx";
import { useLogWindow } from "../run/logs/use-log-window.ts";

/** The lines one task run wrote. */
export function TaskLogs({
  taskRunId,
  flowRunId,
  live,
}: {
  readonly taskRunId: string;
  readonly flowRunId: string;
  readonly live: boolean;
}) {
  const { log, view } = useLogWindow({ flowRunId, taskRunId }, live);
  const [follow, setFollow] = useState(live);
  if (!view.loaded || view.lines.length === 0)
    return view.loaded ? <p className="text-sm text-ink-3">This task run wrote no log lines.</p> : null;
  return (
    <section aria-label="Logs">
      <h2 className="mb-1.5 text-sm font-semibold">Logs</h2>
      <div className="card overflow-hidden">
        <LogLines
          log={log}
          view={view}
          follow={follow}
          unfollow={() => setFollow(false)}
          highlight={undefined}
          nameOf={noName}
          className="max-h-96 py-1"
        />
      </div>
    </section>
  );
}

const noName = () => undefined;
