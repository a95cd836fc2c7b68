import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { renderPairs } from "#cli/render/table.ts";
import type { Define } from "#cli/tree.ts";
import { version } from "#cli/version.ts";

/** `millrace version` */
export const define: Define = (command, cli) => {
  command.option("--json", "print JSON").action((options: { json?: true }) => {
    const facts = { version, node: process.versions.node, platform: `${process.platform} ${process.arch}` };
    if (options.json) return cli.print(renderJson(facts));
    cli.print(
      renderPairs(
        [
          ["Version", facts.version],
          ["Node", facts.node],
          ["Platform", facts.platform],
        ],
        cli.paint,
      ),
    );
  });
  addExamples(command, ["millrace version --json", "for a bug report"]);
};
