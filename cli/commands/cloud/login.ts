import { changeProfile } from "#cli/commands/profile/change.ts";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { orStdin } from "#cli/read-stdin.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";
import type { Me } from "#core/contract/tokens.ts";
import { describeMe } from "./me.ts";

interface Options {
  readonly url?: string;
  readonly key?: string;
  readonly json?: true;
}

/** `millrace cloud login` */
export const define: Define = (command, cli) => {
  command
    .option("--url <url>", "address of the API; default: the one in use")
    .option("--key <token>", "the token, or - for standard input; asked for if left out, so that it stays out of the shell's history")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const url = options.url ?? (await cli.settings()).MILLRACE_API_URL.value ?? (await ask("url"));
      const key = options.key === undefined ? await ask("key") : await orStdin(options.key);
      const settings = await cli.settings({ MILLRACE_API_URL: url, MILLRACE_API_KEY: key });
      const found = { url: settings.MILLRACE_API_URL.value ?? url, key: settings.MILLRACE_API_KEY.value ?? key };
      // checked before anything is stored
      const me = await whoIs(found.url, found.key, Number(settings.MILLRACE_API_TIMEOUT.value) * 1000);
      const profile = changeProfile(cli.inputs, (values) => ({ ...values, MILLRACE_API_URL: found.url, MILLRACE_API_KEY: found.key }));
      if (options.json) cli.print(renderJson({ api_url: found.url, profile, ...me }));
      else cli.print(`You are ${describeMe(me)} at ${found.url}. Profile "${profile}" keeps the token.`);
      for (const name of ["MILLRACE_API_URL", "MILLRACE_API_KEY"] as const)
        if (cli.inputs.env[name]?.trim()) cli.note(`  Note: the environment variable ${name} is set and counts before the profile.`);
    });

  async function ask(what: "url" | "key"): Promise<string> {
    if (!cli.interactive)
      throw new CliError(
        "usage",
        what === "url" ? "No address of an API." : "No token.",
        "millrace cloud login --url https://… --key - < file",
      );
    const { isCancel, password, text } = await import("@clack/prompts");
    const typed = await (what === "url" ? text({ message: "Address of the API" }) : password({ message: "Token" }));
    if (isCancel(typed) || typed === undefined || typed.trim() === "") throw new CliError("failed", "Nothing was stored.");
    return typed.trim();
  }

  addExamples(
    command,
    ["millrace cloud login --url https://api.example.com", "asks for the token without showing it"],
    ["millrace --profile prod cloud login --url https://api.example.com --key - < token.txt", "without a person, into another profile"],
  );
};

async function whoIs(url: string, token: string, timeoutMs: number): Promise<Me> {
  const [{ openRemote }, { createClient }] = await Promise.all([import("#sdk/api/remote.ts"), import("#core/contract/client.ts")]);
  const remote = await openRemote({ url, token, timeoutMs, advice: "Check the address; nothing was stored.", attempts: 2 });
  try {
    return await createClient(remote.transport).readMe({});
  } finally {
    await remote.close();
  }
}
