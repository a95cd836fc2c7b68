import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { checkAccess } from "./access.ts";
import { checkAlarms } from "./alarms.ts";
import { type Account, type Finding, guarded } from "./check.ts";
import { checkColdStarts } from "./cold-starts.ts";
import { checkConsole } from "./console.ts";
import { readOptions, USAGE } from "./options.ts";
import { checkPlacements } from "./placements.ts";
import { checkRoutes } from "./routes.ts";

// Checks in a real account what no test without one can see. Run: npm run check:aws -- --help

const options = readOptions(process.argv.slice(2), process.env);
if (options === "help") {
  console.log(USAGE);
  process.exit(0);
}

const aws = async (...args: string[]): Promise<unknown> => {
  const { stdout } = await promisify(execFile)("aws", [...args, "--output", "json"], { maxBuffer: 20_000_000 });
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
};
const account = await accountOf();
const deployed = async (name: string) => (name === "Runner" ? hasFunction(name) : (await outputsOf(name)) !== undefined);
const see = (where: string) => `Is ${where} right, and do your credentials reach it? npm run check:aws -- --help`;
const findings: Finding[] = [
  ...(await guarded("access", see("--url"), () => checkAccess(account))),
  ...(await guarded("routes", see("--url"), () => checkRoutes(account))),
  ...(await guarded("placements", see("the token"), () => checkPlacements(account, { deployed, without: options.without }))),
  ...(await guarded("alarms", see("--stack"), () => checkAlarms(account))),
  ...(await guarded("console", see("--console"), () => checkConsole(account))),
  ...(await guarded("cold start", see("--stack"), () => checkColdStarts(account, options.coldStarts))),
];
console.log(options.json ? JSON.stringify(findings, null, 2) : tableOf(findings));
process.exitCode = findings.some(({ status }) => status === "failed") ? 1 : 0;

async function accountOf(): Promise<Account> {
  if (options === "help") throw new Error("unreachable");
  const { stack } = options;
  const outputs = options.url !== undefined && options.token !== undefined ? undefined : await outputsOf(stack);
  const url = options.url ?? outputs?.get("ApiUrl");
  const parameter = outputs?.get("TokenParameter");
  const token =
    options.token ??
    (parameter && ((await aws("ssm", "get-parameter", "--with-decryption", "--name", parameter, "--query", "Parameter.Value")) as string));
  if (url === undefined || token === undefined) {
    console.error(
      `No stack ${stack} with the outputs ApiUrl and TokenParameter was found. Say --stack, or --url and MILLRACE_API_KEY.\n\n${USAGE}`,
    );
    process.exit(2);
  }
  const address = options.console ?? (await outputsOf("MillraceConsole"))?.get("ConsoleUrl");
  return { url, token, console: address, stack, aws };
}

/** The outputs of a stack by their names; undefined if it is not there or can't be seen. */
async function outputsOf(stack: string): Promise<Map<string, string> | undefined> {
  try {
    const found = (await aws("cloudformation", "describe-stacks", "--stack-name", stack, "--query", "Stacks[0].Outputs")) as
      | { OutputKey: string; OutputValue: string }[]
      | null;
    return new Map((found ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  } catch {
    return undefined;
  }
}

async function hasFunction(part: string): Promise<boolean> {
  const names = (await aws("lambda", "list-functions", "--query", "Functions[].FunctionName")) as string[];
  return names.some((name) => name.startsWith(account.stack) && name.includes(part));
}

function tableOf(found: readonly Finding[]): string {
  const signs = { ok: "✔", failed: "✘", skipped: "–" };
  const lines = found.flatMap(({ what, status, saw, todo }) => [
    `${signs[status]} ${status.padEnd(8)}${what.padEnd(40)} ${saw}`,
    ...(todo === undefined ? [] : [`            → ${todo}`]),
  ]);
  const count = (status: Finding["status"]) => found.filter((each) => each.status === status).length;
  return [...lines, "", `${count("ok")} ok, ${count("failed")} failed, ${count("skipped")} left out`].join("\n");
}
