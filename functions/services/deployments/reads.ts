import type { Services } from "../deps.ts";
import { listDeployments, matchingDeployments } from "../listing/deployments.ts";
import { count } from "../listing/take.ts";
import { pageOfRows } from "../page.ts";
import type { Parts } from "../parts.ts";
import { deploymentAnswers } from "./answer.ts";

/** Listing, paging and counting deployments. */
export function deploymentReadServices(parts: Parts): Pick<Services, "filterDeployments" | "paginateDeployments" | "countDeployments"> {
  const { store } = parts;
  return {
    filterDeployments: async ({ body = {} as never }) =>
      deploymentAnswers(parts, await listDeployments(store, body, body.sort ?? "NAME_ASC", body.limit ?? 200, body.offset ?? 0)),
    paginateDeployments: ({ body = {} as never }) =>
      pageOfRows(
        body,
        async (limit, offset) => deploymentAnswers(parts, await listDeployments(store, body, body.sort ?? "NAME_ASC", limit, offset)),
        matchingDeployments(store, body),
      ),
    countDeployments: ({ body }) => count(matchingDeployments(store, body)),
  };
}
