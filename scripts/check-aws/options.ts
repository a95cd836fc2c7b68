import { parseArgs } from "node:util";

/** What the script was told. */
export interface Options {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly console: string | undefined;
  readonly stack: string;
  /** Placements that are not tried. */
  readonly without: readonly string[];
  readonly coldStarts: boolean;
  readonly json: boolean;
}

export const USAGE = `npm run check:aws -- [options]      checks a deployment in a real account: what no test without an account can see

  --url <ApiUrl>         where the API is; default: the output of the stack, or MILLRACE_API_URL
  --console <ConsoleUrl> where the console is; default: the output of the stack MillraceConsole, if it is there
  --stack <name>         stack of the core; default Millrace
  --without <placement>  leave one out: agent, lambda, ecs; again for several
  --cold-starts          measure them too: changes the description of a function and invokes it
  --json                 print JSON

The token is taken from MILLRACE_API_KEY, or read from the stack's parameter. It has to be an admin's.
The AWS command line must be there, with credentials that may read the stacks, the alarms and that parameter.
It makes three deployments and a work queue, all named check-aws, and takes the deployments away again.`;

/** Reads the arguments. @throws Error that says what is wrong with them. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Options | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: "string" },
      console: { type: "string" },
      stack: { type: "string", default: "Millrace" },
      without: { type: "string", multiple: true, default: [] },
      "cold-starts": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  for (const name of ["url", "console"] as const) {
    const value = values[name];
    if (value !== undefined && !URL.canParse(value))
      throw new Error(`--${name} is ${JSON.stringify(value)}; expected an address such as https://example.com/api.`);
  }
  const url = values.url ?? env["MILLRACE_API_URL"];
  return {
    url: url?.replace(/\/$/, ""),
    token: env["MILLRACE_API_KEY"],
    console: values.console,
    stack: values.stack,
    without: values.without,
    coldStarts: values["cold-starts"],
    json: values.json,
  };
}
