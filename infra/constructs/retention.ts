/** How long things are kept, in whole days; 0 is for ever. */
export interface Retention {
  /** Flow runs after they ended, with their task runs, artifacts, log lines and results. Default 90. */
  readonly runs?: number;
  /** The same for runs that completed. Default: as `runs`. */
  readonly completed?: number;
  /** The same for runs that failed. Default: as `runs`. */
  readonly failed?: number;
  /** The same for runs that crashed. Default: as `runs`. */
  readonly crashed?: number;
  /** The same for runs that were cancelled. Default: as `runs`. */
  readonly cancelled?: number;
  /** Log lines after they were received, unless their run goes before; 0 for as long as it stays. Default 30. */
  readonly logs?: number;
  /** Events, what was done with tokens among them. Default 30. */
  readonly events?: number;
}

/** The variables the functions read; a test holds them to those of the code. @throws Error for what is no number of days. */
export function retentionEnvironment(retention: Retention = {}): Record<string, string> {
  const set = Object.entries(retention).filter(([, days]) => days !== undefined);
  for (const [name, days] of set) {
    if (!(KEPT as readonly string[]).includes(name)) throw new Error(`retention.${name} is unknown; expected ${KEPT.join(", ")}.`);
    if (!Number.isInteger(days) || days < 0 || days > 99_999)
      throw new Error(`retention.${name} is ${days}; expected whole days from 0 (for ever) to 99999.`);
  }
  return Object.fromEntries(set.map(([name, days]) => [`MILLRACE_RETENTION_${name.toUpperCase()}_DAYS`, String(days)]));
}

const KEPT = ["runs", "completed", "failed", "crashed", "cancelled", "logs", "events"] as const satisfies readonly (keyof Retention)[];
