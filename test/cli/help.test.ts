import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tree } from "#cli/tree.ts";
import manifest from "../../package.json" with { type: "json" };
import { newUser, type User } from "./run-cli.ts";

let user: User;
beforeAll(() => {
  user = newUser();
});
afterAll(() => rmSync(user.home, { recursive: true }));

const commandsBelow = (entries: typeof tree): string[][] =>
  Object.entries(entries).flatMap(([name, entry]) =>
    "verbs" in entry ? commandsBelow(entry.verbs).map((words) => [name, ...words]) : [[name]],
  );
const commands = commandsBelow(tree);

describe("the command line", { timeout: 60_000 }, () => {
  it.each(commands.map((words) => [words.join(" "), words] as const))("explains %s with an example", async (_name, words) => {
    const { code, stdout, stderr } = await user.run([...words, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: millrace ${words.join(" ")}`);
    expect(stdout).toMatch(/\nExamples?:\n( {2}# .+\n)? {2}millrace /);
    expect(stdout).toContain("--api-url");
  });

  it.each([[[]], [["--help"]], [["help"]]])("explains itself to %j, exit codes included", async (args) => {
    const { code, stdout } = await user.run(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/0 done {3}1 failed {3}2 wrong usage {3}3 API unreachable {3}4 not found/);
  });

  it("explains a noun alone", async () => {
    for (const words of [["flow-run"], ["block", "type"]]) {
      expect(await user.run(words)).toMatchObject({ code: 0, stdout: expect.stringContaining(`Usage: millrace ${words.join(" ")}`) });
    }
  });

  it("explains what stands after help, and runs nothing of it", async () => {
    for (const words of ["flow-run logs", "deployment schedule ls", "flow-run delete x --yes"]) {
      const usage = `Usage: millrace ${words.replace(" x --yes", "")} `;
      expect(await user.run(["help", ...words.split(" ")])).toMatchObject({ code: 0, stdout: expect.stringContaining(usage) });
    }
    expect(await user.run(["help", "flow-run", "lss"])).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean ls?") });
  });

  it.each([
    [["flwo-run"], "flow-run"],
    [["flow-run", "lss"], "ls"],
    [["flow-run", "ls", "--limt", "3"], "--limit"],
  ])("suggests for %j", async (args, suggestion) => {
    const { code, stdout, stderr } = await user.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`(Did you mean ${suggestion}?)`);
  });

  it.each([
    [["flow-run", "ls", "--limit", "0"]],
    [["flow-run", "ls", "--limit", "x"]],
    [["flow-run", "logs", "x", "--level", "loud"]],
    [["flow-run", "inspect"]],
    [["version", "extra"]],
  ])("refuses %j", async (args) => {
    expect(await user.run(args)).toMatchObject({ code: 2, stdout: "" });
  });

  it("knows its version without reading settings", async () => {
    const broken = { MILLRACE_API_URL: "not a url" };
    expect((await user.run(["--version"], broken)).stdout).toBe(`${manifest.version}\n`);
    expect(JSON.parse((await user.run(["version", "--json"], broken)).stdout)).toMatchObject({
      version: manifest.version,
      node: process.versions.node,
    });
  });

  it("says where an API that is not there was looked for", async () => {
    const { code, stdout, stderr } = await user.run(["flow", "ls"], { MILLRACE_API_URL: "http://127.0.0.1:9" });
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("http://127.0.0.1:9/api");
  });
});
