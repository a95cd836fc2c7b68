import * as z from "zod";
import {
  Agent,
  AgentIdentity,
  ClaimAnswer,
  ClaimRequest,
  ClaimRun,
  ClaimRunAnswer,
  CrashAnswer,
  CrashReport,
  HandBack,
  Heartbeat,
  HeartbeatAnswer,
  PriorTaskRun,
  RetryFlowRun,
} from "../agents.ts";
import { WhyWaiting } from "../deployments.ts";
import { FlowRun } from "../flow-runs.ts";
import type { Route } from "../route.ts";
import { optional, Uuid } from "../scalars.ts";
import { byId } from "./bodies.ts";

/** Agents: claiming runs, keeping them, giving them back. All ours. */
export const agentRoutes = {
  claimFlowRuns: {
    method: "POST",
    path: "/x/agents/claim",
    tag: "agents",
    access: "agent",
    summary: "Claim runs that are due, with a lease and what their processes need",
    body: ClaimRequest,
    response: ClaimAnswer,
  },
  heartbeatAgent: {
    method: "POST",
    path: "/x/agents/heartbeat",
    tag: "agents",
    access: "agent",
    summary: "Renew the one lease of all the agent's runs, and hear what to do with them",
    body: Heartbeat,
    response: HeartbeatAnswer,
  },
  handBackFlowRuns: {
    method: "POST",
    path: "/x/agents/hand_back",
    tag: "agents",
    access: "agent",
    summary: "Give runs back that the agent can't finish",
    body: HandBack,
    response: z.object({ handed_back: z.array(Uuid) }),
  },
  retireAgent: {
    method: "POST",
    path: "/x/agents/retire",
    tag: "agents",
    access: "agent",
    summary: "The agent has stopped and holds nothing",
    body: z.strictObject({ agent: AgentIdentity }),
  },
  listAgents: {
    method: "GET",
    path: "/x/agents",
    tag: "agents",
    access: "read",
    summary: "Agents heard of lately",
    response: z.array(Agent),
  },
  claimFlowRun: {
    method: "POST",
    path: "/x/flow_runs/{id}/claim",
    tag: "agents",
    access: "agent",
    summary: "Claim one run that no agent takes, as the runner that was started for it",
    params: byId,
    body: ClaimRun,
    response: ClaimRunAnswer,
  },
  crashFlowRun: {
    method: "POST",
    path: "/x/flow_runs/{id}/crash",
    tag: "agents",
    access: "agent",
    summary: "The process of a run was lost: Crashed, then the retry policy",
    params: byId,
    body: CrashReport,
    response: CrashAnswer,
  },
  readPriorTaskRuns: {
    method: "GET",
    path: "/x/flow_runs/{id}/prior_task_runs",
    tag: "agents",
    access: "read",
    summary: "Task runs of earlier attempts by id, a page at a time: results that can be used again, and histories to go on with",
    params: byId,
    /** The last id of the page before; the last page is empty. */
    query: z.object({ after: optional(Uuid) }),
    response: z.array(PriorTaskRun),
  },
  retryFlowRun: {
    method: "POST",
    path: "/x/flow_runs/{id}/retry",
    tag: "flow runs",
    access: "write",
    summary: "Run an ended run of a deployment again, from what failed or from scratch",
    params: byId,
    body: RetryFlowRun.optional(),
    response: FlowRun,
  },
  readWhyWaiting: {
    method: "GET",
    path: "/x/flow_runs/{id}/why_waiting",
    tag: "flow runs",
    access: "read",
    summary: "Why the run has not started, in one sentence",
    params: byId,
    response: WhyWaiting,
  },
} as const satisfies Record<string, Route>;
