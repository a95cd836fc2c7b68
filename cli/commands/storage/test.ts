import { addExamples } from "#cli/examples.ts";
import { findStorage } from "#cli/find-storage.ts";
import { renderJson } from "#cli/render/json.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace storage test` */
export const define: Define = (command, cli) => {
  command
    .argument("<storage>", "name of the storage, its id or the beginning of its id")
    .option("--json", "print JSON")
    .action((words: string, options: { json?: true }) =>
      cli.api(async ({ client }) => {
        const storage = await findStorage(client, words);
        const check = await client.testStorage({ params: { id: storage.id } });
        if (!check.ok) cli.exitCode = 1;
        if (options.json) return cli.print(renderJson(check));
        for (const { step, ok, message } of check.steps)
          cli.print(ok ? `${cli.paint("green", "✔")} ${step}` : `${cli.paint("red", "✘")} ${step}: ${message}`);
        const failed = check.steps.find(({ ok }) => !ok);
        if (failed?.do) cli.note(`  → ${failed.do}`);
        else if (check.ok) cli.print(`The storage "${storage.name}" works: ${check.location}`);
      }),
    );
  addExamples(command, ["millrace storage test team-bucket", "exit code 0 if it works, 1 if not"]);
};
