import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";
import { describeMe } from "./me.ts";

/** `millrace cloud whoami` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action(({ json }: { json?: true }) =>
    cli.api(async ({ client, url }) => {
      const me = await client.readMe({});
      if (json) return cli.print(renderJson({ api_url: url, ...me }));
      cli.print(`You are ${describeMe(me)} at ${url}.`);
    }),
  );
  addExamples(command, ["millrace cloud whoami", "as what the API knows you"], ["millrace cloud whoami --json", "for a program"]);
};
