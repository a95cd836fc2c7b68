import type { AgentIdentity } from "#core/contract/agents.ts";
import type { Client } from "#core/contract/client.ts";
import type { Spool } from "#sdk/report/spool.ts";
import type { BundleCache } from "./bundle-cache.ts";
import type { AgentEvents, RunOutcome } from "./events.ts";
import type { FlowProcess } from "./flow-process.ts";
import type { Patience } from "./patience.ts";
import type { Pool } from "./pool.ts";

/** One run the agent holds, from its claim until its end is reported. */
export interface HeldRun {
  readonly id: string;
  readonly epoch: number;
  readonly name: string;
  readonly flowName: string;
  readonly workQueue: string | null;
  /** Undefined while its bundle is fetched. */
  process: FlowProcess | undefined;
  /** Why it is being stopped, and the time that was asked. */
  stop: { readonly why: "cancel" | "lost" | "hand-back" | "time-up"; readonly at: number } | undefined;
}

/** What the parts of one agent share. */
export interface House {
  /** Another one after the API took the agent for lost. */
  identity: AgentIdentity;
  readonly client: Client;
  readonly patiently: Patience;
  readonly pool: Pool;
  readonly bundles: BundleCache;
  readonly events: AgentEvents;
  /** The runs it holds, by id. */
  readonly running: Map<string, HeldRun>;
  /** Resolves the next time a run begins or has ended. */
  readonly changed: () => Promise<void>;
  /** Aborted when no more runs are to be claimed. */
  readonly closing: AbortSignal;
  /** Milliseconds a run's process gets to stop. */
  readonly stopGraceMs: number;
  /** Where runs have a time limit: what becomes of one whose time is up. */
  readonly whenTimeIsUp?: (held: HeldRun, left: boolean) => Promise<RunOutcome>;
  /** Keeps reports that could not be delivered before the agent ended, for whoever connects next. */
  readonly spool: Spool;
}
