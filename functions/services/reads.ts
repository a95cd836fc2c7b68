import type { FlowRunFilter } from "#core/contract/filters.ts";
import { taskRunOf } from "#core/rules/derive.ts";
import type { Services } from "./deps.ts";
import { listFlowRuns, matchingFlowRuns } from "./listing/flow-runs.ts";
import { listFlows, matchingFlows } from "./listing/flows.ts";
import { createBudget } from "./listing/scan.ts";
import { count } from "./listing/take.ts";
import { listTaskRuns, matchingTaskRuns } from "./listing/task-runs.ts";
import { flowRunAnswer } from "./lookups.ts";
import { pageOfRows } from "./page.ts";
import type { Parts } from "./parts.ts";

type ReadServices = Pick<
  Services,
  | "filterFlows"
  | "paginateFlows"
  | "countFlows"
  | "filterFlowRuns"
  | "paginateFlowRuns"
  | "countFlowRuns"
  | "filterTaskRuns"
  | "paginateTaskRuns"
  | "countTaskRuns"
>;

/** Listing, paging and counting flows, flow runs and task runs. */
export function readServices(parts: Parts): ReadServices {
  const { store, clock } = parts;
  const runsAnswered = (runs: Awaited<ReturnType<typeof listFlowRuns>>) => Promise.all(runs.map((run) => flowRunAnswer(parts, run)));
  return {
    filterFlows: ({ body = {} as never }) => listFlows(store, body, body.sort ?? "NAME_ASC", body.limit ?? 200, body.offset ?? 0),
    paginateFlows: ({ body = {} as never }) =>
      pageOfRows(
        body,
        (limit, offset) => listFlows(store, body, body.sort ?? "NAME_ASC", limit, offset),
        matchingFlows(store, body, false, createBudget("flow")).batches,
      ),
    countFlows: ({ body }) => count(matchingFlows(store, body, false, createBudget("flow")).batches),

    filterFlowRuns: async ({ body = {} as never }) =>
      runsAnswered(await listFlowRuns(store, body, body.sort ?? "ID_DESC", body.limit ?? 200, body.offset ?? 0)),
    async paginateFlowRuns({ body = {} as never }) {
      const { batches } = await matchingFlowRuns(store, body, true, 1000, createBudget("flow run"));
      return pageOfRows(
        body,
        async (limit, offset) => runsAnswered(await listFlowRuns(store, body, body.sort ?? "ID_DESC", limit, offset)),
        batches,
      );
    },
    async countFlowRuns({ body }) {
      return count((await matchingFlowRuns(store, body as { flow_runs?: FlowRunFilter }, true, 1000, createBudget("flow run"))).batches);
    },

    filterTaskRuns: async ({ body = {} as never }) =>
      (await listTaskRuns(store, body, body.sort ?? "ID_DESC", body.limit ?? 200, body.offset ?? 0)).map((run) =>
        taskRunOf(run, clock.now()),
      ),
    paginateTaskRuns: ({ body = {} as never }) =>
      pageOfRows(
        body,
        async (limit, offset) =>
          (await listTaskRuns(store, body, body.sort ?? "ID_DESC", limit, offset)).map((run) => taskRunOf(run, clock.now())),
        matchingTaskRuns(store, body, 1000, createBudget("task run")).batches,
      ),
    countTaskRuns: ({ body }) => count(matchingTaskRuns(store, body, 1000, createBudget("task run")).batches),
  };
}
