/** A run as the agent speaks of it. */
export interface RunNote {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  readonly workQueue: string | null;
}

/** How a run ended for this agent: in the state of that type and name, or it was given back or taken away. */
export interface RunOutcome {
  readonly stateType: string;
  readonly stateName: string;
  /** What a person should know beside. */
  readonly note?: string | undefined;
}

/** What an agent tells of itself, for people. */
export interface AgentEvents {
  readonly runStarted: (run: RunNote) => void;
  readonly runEnded: (run: RunNote, outcome: RunOutcome, seconds: number) => void;
  readonly apiAway: (reason: string) => void;
  readonly apiBack: () => void;
  /** These words name no work queue now; the agent waits for one. Empty once all are there. */
  readonly queuesUnknown: (words: readonly string[]) => void;
  /** The one run it was started for is not there to be claimed, and why. */
  readonly nothingToRun: (why: string) => void;
  /** It claims no more, and waits for so many runs. */
  readonly draining: (runs: number) => void;
}
