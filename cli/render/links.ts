/** The page of a flow run in the console; undefined where no console is served. */
export function runLink(consoleUrl: string | undefined, id: string): string | undefined {
  return consoleUrl === undefined ? undefined : `${consoleUrl}/runs/${id}`;
}

/** The page of a task run in the console. */
export function taskRunLink(consoleUrl: string | undefined, id: string): string | undefined {
  return consoleUrl === undefined ? undefined : `${consoleUrl}/task-runs/${id}`;
}
