import { useEffect, useMemo, useSyncExternalStore } from "react";
import { api } from "../../../api/client.ts";
import { every } from "../../../api/live.ts";
import { defined } from "../../../lib/search.ts";
import { type LogView, LogWindow } from "./log-window.ts";

/** Which lines of a run to show. */
export interface LogChoice {
  readonly flowRunId?: string | undefined;
  readonly taskRunId?: string | undefined;
  readonly level?: number | undefined;
  readonly text?: string | undefined;
}

/** A window on the lines of a choice; while `live` it looks for new ones as long as the tab is visible. */
export function useLogWindow(
  { flowRunId, taskRunId, level, text }: LogChoice,
  live: boolean,
): { readonly log: LogWindow; readonly view: LogView } {
  const log = useMemo(
    () =>
      new LogWindow(({ order, after, before, offset, limit }) =>
        api.filterLogs({
          body: {
            sort: order === "ASC" ? "TIMESTAMP_ASC" : "TIMESTAMP_DESC",
            offset,
            limit,
            logs: defined({
              flow_run_id: flowRunId === undefined ? undefined : { any_: [flowRunId] },
              task_run_id: taskRunId === undefined ? undefined : { any_: [taskRunId] },
              level: level === undefined ? undefined : { ge_: level },
              text: text === undefined ? undefined : { query: phrase(text) },
              timestamp: after === undefined && before === undefined ? undefined : defined({ after_: after, before_: before }),
            }),
          },
        }),
      ),
    [flowRunId, taskRunId, level, text],
  );
  const view = useSyncExternalStore(log.subscribe, log.view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where to open is decided once, not again when the run ends
  useEffect(() => void log.open(live ? "tail" : "start", 3), [log]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let failures = 0;
    let rounds = live ? Number.POSITIVE_INFINITY : 2;
    const round = async () => {
      const { loaded, atEnd, busy } = log.view();
      if (!document.hidden && loaded && atEnd && !busy) {
        await log.later(true);
        failures = log.view().error === null ? 0 : failures + 1;
        rounds--;
      } else if (!loaded && log.view().error !== null) await log.open("tail", 3);
      if (rounds > 0) timer = setTimeout(round, every(1_200, failures) || 1_200);
    };
    // a run that has just ended may still be sending its last lines
    timer = setTimeout(round, 1_200);
    return () => clearTimeout(timer);
  }, [log, live]);
  return { log, view };
}

/** What a person types is looked for as it stands: several words are one phrase. */
function phrase(text: string): string {
  return /\s/.test(text) && !text.includes('"') ? `"${text}"` : text;
}
