import { defined, list, oneOf, text } from "../../lib/search.ts";

/** What the URL of the deployments list holds. */
export interface DeploymentsSearch {
  /** Part of a deployment's or flow's name. */
  readonly q?: string;
  readonly tag?: readonly string[];
  readonly status?: "paused" | "active";
}

/** Reads the URL; what it does not know it leaves out. */
export function parseDeploymentsSearch(raw: Record<string, unknown>): DeploymentsSearch {
  return defined({ q: text(raw["q"]), tag: list(raw["tag"]), status: oneOf(raw["status"], ["paused", "active"] as const) });
}

/** The tabs of a deployment's page; the first is shown when the URL names none. */
export const tabs = ["runs", "schedules", "parameters", "details"] as const;
export type DeploymentTab = (typeof tabs)[number];

/** What the URL of a deployment's page holds beside the filters of its runs. */
export interface DeploymentSearch {
  readonly tab?: DeploymentTab;
  /** The run dialog is open. */
  readonly run?: "new";
}

/** Reads the URL; what it does not know it leaves out. */
export function parseDeploymentSearch(raw: Record<string, unknown>): DeploymentSearch {
  return defined({ tab: oneOf(raw["tab"], tabs), run: oneOf(raw["run"], ["new"] as const) });
}
