import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Account, type Finding, failed, guarded, ok, skipped } from "./check.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where a run gets its process, and what that needs. */
const placements = [
  {
    name: "agent",
    needs: undefined,
    todo: "Run `npx millrace agent start check-aws` and look at what it says; `npx millrace flow-run why` tells why a run waits.",
  },
  { name: "lambda", needs: "Runner", todo: "Look into the log of the function Runner, and at who may invoke it." },
  {
    name: "ecs",
    needs: "MillraceAgents",
    todo: "`aws ecs describe-tasks` gives the reason a task was stopped for: the pull, the capacity, or the role.",
  },
] as const;

/** Runs a flow by each placement that is deployed, and says how long it took from being asked for to its end. */
export async function checkPlacements(
  account: Account,
  { deployed, without }: { readonly deployed: (name: string) => Promise<boolean>; readonly without: readonly string[] },
): Promise<Finding[]> {
  const home = await mkdtemp(join(tmpdir(), "check-aws-"));
  const env = { ...process.env, MILLRACE_HOME: home, MILLRACE_API_URL: account.url, MILLRACE_API_KEY: account.token, NO_COLOR: "1" };
  const millrace = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, ["cli/millrace.mjs", ...args], { cwd: root, env, timeout: 600_000 })).stdout;
  try {
    await millrace("deployment", "create", "scripts/check-aws/flow.ts");
    const findings: Finding[] = [];
    for (const { name, needs, todo } of placements) {
      const what = `a flow runs: ${name}`;
      if (without.includes(name)) {
        findings.push(skipped(what, "not tried", "--without says so"));
        continue;
      }
      if (needs !== undefined && !(await deployed(needs))) {
        findings.push(skipped(what, `${needs} is not deployed`, "npm run deploy"));
        continue;
      }
      findings.push(...(await guarded(what, todo, async () => [await runBy(name, what, todo, millrace)])));
    }
    return findings;
  } finally {
    for (const { name } of placements) await millrace("deployment", "delete", `check-aws/${name}`, "--yes").catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  }
}

async function runBy(name: string, what: string, todo: string, millrace: (...args: string[]) => Promise<string>): Promise<Finding> {
  const started = Date.now();
  const { id } = JSON.parse(await millrace("deployment", "run", `check-aws/${name}`, "--json")) as { id: string };
  if (name === "agent") await millrace("agent", "start", "check-aws", "--create", "--run-once");
  let state = "";
  while (Date.now() - started < PATIENCE_MS && !/COMPLETED|FAILED|CRASHED|CANCELLED/.test(state)) {
    state = (JSON.parse(await millrace("flow-run", "inspect", id, "--json")) as { state_type: string }).state_type;
  }
  const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
  return state === "COMPLETED" ? ok(what, took) : failed(what, `${state} after ${took}`, todo);
}

/** The first pull of an image takes a minute or two. */
const PATIENCE_MS = 300_000;
