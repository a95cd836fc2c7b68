import { addExamples } from "#cli/examples.ts";
import { gather } from "#cli/options.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace variable set` */
export const define: Define = (command, cli) => {
  command
    .argument("<name>", "name of the variable: lower-case letters, digits, dashes and underscores")
    .argument("<value>", "JSON, or else a text")
    .option("-t, --tag <tag>", "its tags from now on; again for several", gather)
    .option("--text", "the value is a text, also if it looks like JSON")
    .action((name: string, word: string, { tag, text }: { tag?: string[]; text?: true }) =>
      cli.api(async ({ client }) => {
        const value = text ? word : parsed(word);
        const [there] = await client.filterVariables({ body: { variables: { name: { any_: [name] } } } });
        if (there === undefined) await client.createVariable({ body: { name, value, tags: tag } });
        else await client.updateVariableByName({ params: { name }, body: { value, tags: tag } });
        cli.print(`${there === undefined ? "Created" : "Changed"} variable "${name}".`);
      }),
    );
  addExamples(
    command,
    ["millrace variable set days 3", "a number"],
    [`millrace variable set target '{"table": "flights"}' --tag ml`, "an object"],
    ["millrace variable set zip 01234 --text", "a text"],
  );
};

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function parsed(word: string): Json {
  try {
    return JSON.parse(word) as Json;
  } catch {
    return word;
  }
}
