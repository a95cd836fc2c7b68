/** What both sides are given to do. */
export type Work = "three-steps" | "sequential" | "concurrent";

/** One measured flow run. */
export interface MeasuredRun {
  flowRunId: string;
  /** From calling the flow to its return. */
  returnedMs: number;
  /** From calling the flow until the server counts all its task runs as completed. */
  recordedMs: number;
  /** Task runs the server counted as completed right after the return. */
  recordedAtReturn: number;
}

/** What a flow process leaves behind. */
export interface Measurement {
  runs: MeasuredRun[];
  /** Largest resident memory of the flow process. */
  peakMb: number;
  /** From starting the process to its end. */
  processMs: number;
}

/** One system under test, with a server of its own. */
export interface Side {
  readonly name: "millrace" | "prefect";
  readonly version: string;
  readonly apiUrl: string;
  /** From starting the server process until it says it is healthy. */
  readonly serverStartMs: number;
  /** Runs a flow `repeats` times in a fresh process. */
  measure(work: Work, tasks: number, repeats: number): Promise<Measurement>;
  /** Milliseconds a process takes that only imports `flow` and `task`. */
  measureImport(): Promise<number>;
  /** Stops the server's processes from using the machine while the other side is measured. */
  pause(): void;
  resume(): void;
  /** CPU time of the server's processes so far, in seconds. */
  cpuSeconds(): number;
  /** The database of its server. */
  readonly database: string;
  stop(): Promise<void>;
}
