import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** A CDK app and where what it makes is kept. */
export interface CdkApp {
  /** The checkout whose cdk.json says how to synthesize. */
  readonly checkout: string;
  /** For the assembly, the outputs and their like. */
  readonly work: string;
  readonly env: NodeJS.ProcessEnv;
  /** Context, as `-c` gives it. */
  readonly context?: readonly string[];
  /** What is deployed beside the core. */
  readonly beside?: readonly string[];
}

/** Makes what CDK deploys with. Outside a checkout, since inside one it would synthesize first. Answers its last line. */
export async function bootstrap({ work, env }: Pick<CdkApp, "work" | "env">): Promise<string> {
  const said = await cdk(["bootstrap", "--ci", "aws://000000000000/us-east-1"], { cwd: work, env });
  return said.trim().split("\n").at(-1) ?? "";
}

/** Deploys the core, and what is said to be beside it, and answers all it said; the outputs are in {@link outputsOf}. */
export async function deploy(app: CdkApp): Promise<string> {
  return cdk(
    ["deploy", "Millrace", ...(app.beside ?? []), "--ci", "--require-approval", "never", "--progress", "events", ...placesOf(app)],
    optionsOf(app),
  );
}

/** Destroys the core. */
export async function destroy(app: CdkApp): Promise<string> {
  return cdk(["destroy", "Millrace", "--ci", "--force", ...placesOf(app).slice(0, -2)], optionsOf(app));
}

/** Where {@link deploy} writes the outputs. */
export function outputsOf({ work }: Pick<CdkApp, "work">): string {
  return join(work, "outputs.json");
}

/** Where {@link deploy} writes the template of a stack, that of the core if none is named. */
export function templateOf({ work }: Pick<CdkApp, "work">, stack = "Millrace"): string {
  return join(work, `cdk.out/${stack}.template.json`);
}

const placesOf = ({ work, context = [] }: CdkApp) => [
  ...context.flatMap((each) => ["-c", each]),
  "--output",
  join(work, "cdk.out"),
  "--outputs-file",
  outputsOf({ work }),
];
const optionsOf = ({ checkout, env }: CdkApp) => ({ cwd: checkout, env });

async function cdk(args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)("cdk", args, { ...options, maxBuffer: 50_000_000 });
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`cdk ${args[0]} failed.\n${`${stdout}\n${stderr}`.split("\n").slice(-60).join("\n")}`);
  }
}
