import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { entry, newUser, type User } from "../cli/run-cli.ts";
import { expect, test } from "./fixtures/test.ts";

// The second half of the tutorial, clicked through. Only what the tutorial types is typed: the deployment's file and the agent's command.

const file = fileURLToPath(new URL("../tutorial/flows/model-training.ts", import.meta.url));

test("the tutorial's second half, clicking through the console", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const user = newUser();
  const agents: ChildProcess[] = [];
  try {
    const url = await serve(user);

    await test.step("create storage", async () => {
      await page.goto(url);
      await page.getByRole("link", { name: "Storage" }).click();
      await expect(page.getByRole("heading", { name: "No storage yet" })).toBeVisible();
      await page.getByRole("button", { name: "Create storage" }).click();
      const dialog = page.getByRole("dialog", { name: "Create storage" });
      await dialog.getByLabel("Local directory").check();
      await dialog.getByRole("textbox", { name: "Name" }).fill("here");
      await dialog.getByRole("textbox", { name: "Directory" }).fill(join(user.home, "storage"));
      await dialog.getByRole("button", { name: "Test and save" }).click();
      await expect(page.getByRole("list", { name: "Test of the storage" })).toContainText("Read backworked");
      await page.getByRole("button", { name: "Done" }).click();
      await expect(page.getByRole("list", { name: "Storages" })).toContainText("heredefault");
    });

    await test.step("deploy the flow: every five minutes, tagged ml", async () => {
      await page.getByRole("link", { name: "Deployments" }).click();
      await expect(page.getByText("npx millrace deployment create flows.ts")).toBeVisible();
      const { code, stderr } = await user.run(["deployment", "create", file]);
      expect([code, stderr]).toEqual([0, expect.anything()]);
      const row = page.getByRole("row").filter({ hasText: "main / model_training" });
      await expect(row).toContainText("Every 5 minutes");
      await expect(row).toContainText("Not ready");
      await expect(row).toContainText("ml");
    });

    await test.step("create a work queue for the tag; its dialog ends with the command that starts an agent", async () => {
      await page.getByRole("link", { name: "Work queues" }).click();
      await page.getByRole("button", { name: "Create work queue" }).click();
      const dialog = page.getByRole("dialog", { name: "Create a work queue" });
      await dialog.getByRole("textbox", { name: "Name" }).fill("training");
      await dialog.getByRole("textbox", { name: "Tags" }).fill("ml");
      await page.keyboard.press("Enter");
      await dialog.getByRole("button", { name: "Create" }).click();
      const made = page.getByRole("dialog", { name: "Work queue training is ready" });
      await made.getByRole("button", { name: /^Copy/ }).click();
      expect(await copied(page)).toBe('npx millrace agent start "training"');
    });

    await test.step("preview the queue: the scheduled runs are there", async () => {
      await page.getByRole("link", { name: "Open training" }).click();
      const upcoming = page.getByRole("region", { name: "Upcoming runs" });
      await expect(upcoming.getByRole("listitem").nth(2)).toContainText("main / ");
      await expect(page.getByRole("region", { name: "Agents" })).toContainText("No agent polls this queue");
    });

    await test.step("run it now; the run says why it waits", async () => {
      await page.getByRole("link", { name: "Deployments" }).click();
      await page.getByRole("link", { name: /model_training/ }).click();
      await page.getByRole("button", { name: "Run…" }).click();
      const dialog = page.getByRole("dialog", { name: "Run model_training" });
      await dialog.getByRole("textbox", { name: "month" }).fill("7");
      await dialog.getByRole("textbox", { name: "Name" }).fill("first-by-hand");
      await dialog.getByRole("button", { name: "Run now" }).click();
      await page.getByRole("link", { name: "Open first-by-hand" }).click();
      await expect(page.getByRole("region", { name: "Why it waits" })).toContainText(`agent start "training"`);
    });

    await test.step("start the agent with the command of the dialog: the run completes before one's eyes", async () => {
      agents.push(startAgent(user, await copied(page)));
      await expect(page.getByRole("list", { name: "States of this run" })).toContainText("Completed");
      await expect(page.getByRole("table", { name: "Task runs" })).toContainText("train-model");
      await page.getByRole("link", { name: "Logs" }).click();
      await expect(page.getByRole("log")).toContainText("training on 3 rows");
      await page.getByRole("link", { name: "training", exact: true }).click();
      await expect(page.getByRole("region", { name: "Agents" })).toContainText("idle");
    });

    await test.step("kill the agent in the middle of a run: another takes it over, and only the unfinished task runs again", async () => {
      await page.getByRole("link", { name: "Deployments" }).click();
      await page.getByRole("link", { name: /model_training/ }).click();
      await expect(page.getByText("Ready", { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Run…" }).click();
      const dialog = page.getByRole("dialog", { name: "Run model_training" });
      await dialog.getByLabel("JSON", { exact: true }).check();
      await dialog.getByRole("textbox", { name: "Parameters as JSON" }).fill('{ "month": 3, "seconds": 12 }');
      await dialog.getByRole("textbox", { name: "Name" }).fill("survivor");
      await dialog.getByRole("button", { name: "Run now" }).click();
      await page.getByRole("link", { name: "Open survivor" }).click();
      const row = (task: string) => page.getByRole("row").filter({ hasText: task });
      await expect(row("read-data").getByText("Completed")).toBeAttached();
      await expect(row("train-model").getByText("Running")).toBeAttached();
      process.kill(-agents[0]!.pid!, "SIGKILL");
      agents.push(startAgent(user, 'npx millrace agent start "training"'));
      await expect(page.getByRole("list", { name: "States of this run" })).toContainText(/Crashed.*Awaiting retry.*Running.*Completed/, {
        timeout: 90_000,
      });
      expect(ledger(user).filter((line) => line === "read 3")).toHaveLength(1);
    });
  } finally {
    // before the server goes: the page would complain of it
    await page.goto("about:blank");
    for (const agent of agents) if (agent.exitCode === null && agent.signalCode === null) process.kill(-agent.pid!, "SIGKILL");
    await user.leave();
  }
});

/** `millrace server start`, with a short lease so that the loss of an agent is noticed while one watches. */
async function serve(user: User): Promise<string> {
  await user.run(["config", "set", "MILLRACE_SERVER_LEASE_SECONDS=4"]);
  const { code, stderr } = await user.run(["server", "start", "--background", "--port", "0"]);
  expect([code, stderr]).toEqual([0, expect.anything()]);
  const { url } = await user.json<{ url: string }>("server", "status", "--json");
  return url.replace(/\/api$/, "");
}

/** The command in a terminal of its own, as it stands on the page; `npx millrace` is this clone's. */
function startAgent(user: User, command: string): ChildProcess {
  const env = { PATH: process.env["PATH"] ?? "", MILLRACE_HOME: user.home, TUTORIAL_LEDGER: join(user.home, "ledger") };
  const here = command.replace(/^npx millrace/, `exec "${process.execPath}" "${entry}"`);
  return spawn("/bin/sh", ["-c", here], { env, stdio: "ignore", detached: true });
}

function ledger(user: User): string[] {
  return readFileSync(join(user.home, "ledger"), "utf8").trim().split("\n");
}

function copied(page: { evaluate(code: string): Promise<unknown> }): Promise<string> {
  return page.evaluate("navigator.clipboard.readText()") as Promise<string>;
}
