import { confirm } from "#cli/confirm.ts";
import { addExamples } from "#cli/examples.ts";
import { findToken } from "#cli/find-token.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";
import { AGENTS_TOKEN } from "#core/rules/agents-token.ts";

const FOR_GOOD =
  'Agents on Fargate, and tasks of single runs, take no runs until they have another, which "npm run deploy -- -c rotate=<any other text>" makes; that also replaces it without a gap.';

/** `millrace token revoke` */
export const define: Define = (command, cli) => {
  command
    .argument("<token>", "name, id or the beginning of an id")
    .option("-y, --yes", "do not ask")
    .option("--json", "print JSON")
    .action((words: string, options: { yes?: true; json?: true }) =>
      cli.api(async ({ client }) => {
        const { id, name } = await findToken(client, words);
        await confirm(
          cli,
          options,
          `Revoke the token "${name}"? What uses it is refused from then on.${name === AGENTS_TOKEN ? ` ${FOR_GOOD}` : ""}`,
          `millrace token revoke ${words} --yes`,
        );
        await client.revokeToken({ params: { id } });
        if (options.json) return cli.print(renderJson({ id, name, status: "revoked" }));
        cli.print(`Revoked token "${name}" and the sessions opened with it.`);
        if (name === AGENTS_TOKEN) cli.note(FOR_GOOD);
      }),
    );
  addExamples(command, ["millrace token revoke ci", "asks first"], ["millrace token revoke ci --yes", "does not ask"]);
};
