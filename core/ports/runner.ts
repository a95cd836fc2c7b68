/** What the runner is told of a run that it is to take in hand. */
export interface RunnerCall {
  readonly flow_run_id: string;
  /** The run's epoch before it is claimed. */
  readonly epoch: number;
  /** Lets the runner, and the flow in it, do what an agent may, for this run alone and for a while. */
  readonly token: string;
}

/** Where runs go on that no agent takes: a function in the cloud, processes of a server on one machine. */
export interface Runner {
  /**
   * Starts an invocation that claims the run, and does not wait for it; `mintToken` makes its token, if one is started. Starting one that is
   * claimed already changes nothing.
   */
  start(run: Omit<RunnerCall, "token">, mintToken: () => Promise<string>): Promise<void>;
}
