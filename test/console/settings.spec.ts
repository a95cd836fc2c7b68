import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHttpSink } from "#test/support/http-sink.ts";
import { startS3 } from "#test/support/s3-server.ts";
import { expect, test } from "./fixtures/test.ts";

test("a storage is tested before it is saved, becomes the default, and is forgotten", async ({ page, ownSite, complaints }) => {
  complaints.expected = /422|409|400/;
  const directory = await mkdtemp(join(tmpdir(), "millrace-storage-"));
  try {
    await writeFile(join(directory, "file"), "");
    await page.goto(`${ownSite.url}/storage`);
    await expect(page.getByRole("heading", { name: "No storage yet" })).toBeVisible();
    await page.getByRole("button", { name: "Create storage" }).click();
    const dialog = page.getByRole("dialog", { name: "Create storage" });
    await dialog.getByLabel("Local directory").check();
    await dialog.getByLabel("Name").fill("disk");
    await dialog.getByRole("textbox", { name: "Directory" }).fill(join(directory, "file", "below"));
    await dialog.getByRole("button", { name: "Test and save" }).click();
    await expect(dialog.getByRole("alert")).toContainText("below");
    expect((await ownSite.client.listStorages({})).storages).toEqual([]);
    await dialog.getByRole("textbox", { name: "Directory" }).fill(directory);
    await dialog.getByRole("button", { name: "Test and save" }).click();
    const saved = page.getByRole("dialog", { name: "The storage is saved" });
    await expect(saved.getByRole("list", { name: "Test of the storage" })).toContainText(/Writtenworked.*Read backworked/);
    await saved.getByRole("button", { name: "Done" }).click();
    const row = page.getByRole("list", { name: "Storages" }).getByRole("listitem").first();
    await expect(row).toContainText("default");
    await row.getByRole("button", { name: "Unset default" }).click();
    await expect(row.getByRole("button", { name: "Make default" })).toBeVisible();
    await row.getByRole("button", { name: "Test" }).click();
    await expect(row.getByRole("list", { name: "Test of the storage" })).toBeVisible();
    await row.getByRole("button", { name: "Delete disk" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("heading", { name: "No storage yet" })).toBeVisible();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test("a secret of a storage is never shown", async ({ page, ownSite, complaints }) => {
  complaints.expected = /4\d\d|5\d\d/;
  await page.goto(`${ownSite.url}/storage?create=new`);
  const dialog = page.getByRole("dialog", { name: "Create storage" });
  await dialog.getByLabel("Name").fill("lake");
  await dialog.getByLabel("Bucket").fill("lake");
  await dialog.getByLabel("Access key id").fill("AKIAEXAMPLE");
  await dialog.getByRole("button", { name: "Test and save" }).click();
  await expect(dialog.getByLabel("Secret access key")).toHaveAccessibleDescription("key id and secret come together, or neither");
  await expect(dialog.getByLabel("Secret access key")).toHaveAttribute("type", "password");
});

test("a storage is changed in the same dialog, once the new place is tested", async ({ page, ownSite, complaints }) => {
  complaints.expected = /422|409|400/;
  const directory = await mkdtemp(join(tmpdir(), "millrace-storage-"));
  try {
    await writeFile(join(directory, "file"), "");
    const { id } = await ownSite.client.createStorage({
      body: { name: "disk", config: { type: "local", path: join(directory, "old") }, make_default: true },
    });
    await page.goto(`${ownSite.url}/storage`);
    const row = page.getByRole("list", { name: "Storages" }).getByRole("listitem").first();
    await row.getByRole("button", { name: "Edit disk" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit disk" });
    await expect(dialog.getByRole("textbox")).toHaveCount(1);
    await expect(dialog.getByRole("textbox", { name: "Directory" })).toHaveValue(join(directory, "old"));
    await dialog.getByRole("textbox", { name: "Directory" }).fill(join(directory, "file", "below"));
    await dialog.getByRole("button", { name: "Test and save" }).click();
    await expect(dialog.getByRole("alert")).toContainText("below");
    expect((await ownSite.client.readStorage({ params: { id } })).location).toBe(join(directory, "old"));
    await dialog.getByRole("textbox", { name: "Directory" }).fill(join(directory, "new"));
    await dialog.getByRole("button", { name: "Test and save" }).click();
    await page.getByRole("dialog", { name: "The storage is saved" }).getByRole("button", { name: "Done" }).click();
    await expect(row).toContainText(join(directory, "new"));
    await expect(row).toContainText("default");
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test("a bucket is changed without typing its secret, which stays", async ({ page, ownSite }) => {
  const s3 = await startS3("lake");
  try {
    const seen = new Set<string | undefined>();
    const keys = { access_key_id: "AKIAFIRST", secret_access_key: "a-secret-of-the-bucket" };
    await ownSite.client.createStorage({ body: { name: "lake", config: { type: "s3", bucket: "lake", endpoint: s3.url, ...keys } } });
    s3.refuse = ({ accessKeyId }) => void seen.add(accessKeyId);
    await page.goto(`${ownSite.url}/storage`);
    await page.getByRole("button", { name: "Edit lake" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit lake" });
    await expect(dialog.getByLabel("S3-compatible")).toBeChecked();
    await expect(dialog.getByLabel("Endpoint")).toHaveValue(s3.url);
    await expect(dialog.getByLabel("Access key id")).toHaveValue("AKIAFIRST");
    await expect(dialog.getByLabel("Secret access key")).toHaveValue("");
    await dialog.getByLabel("Prefix").fill("results");
    await dialog.getByRole("button", { name: "Test and save" }).click();
    await page.getByRole("dialog", { name: "The storage is saved" }).getByRole("button", { name: "Done" }).click();
    const [saved] = (await ownSite.client.listStorages({})).storages;
    expect(saved?.config).toMatchObject({ prefix: "results", access_key_id: "AKIAFIRST", secret_access_key: "********" });
    expect(seen).toEqual(new Set(["AKIAFIRST"]));
  } finally {
    await s3.close();
  }
});

test("variables are created, changed and deleted", async ({ page, ownSite }) => {
  await page.goto(`${ownSite.url}/storage?tab=variables`);
  await page.getByRole("button", { name: "Create variable" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a variable" });
  await dialog.getByLabel("Name").fill("stations");
  await dialog.getByLabel("Value").fill('["KRK"]');
  await dialog.getByRole("button", { name: "Create" }).click();
  const list = page.getByRole("list", { name: "Variables" });
  await expect(list).toContainText('stations["KRK"]');
  await list.getByRole("button", { name: "Edit stations" }).click();
  await page.getByRole("dialog", { name: "Edit stations" }).getByLabel("Value").fill("just text");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(list).toContainText('"just text"');
  await list.getByRole("button", { name: "Delete stations" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No variables yet" })).toBeVisible();
});

test("what is wrong stands below its field, the server's refusal as well, and nothing typed is lost", async ({
  page,
  ownSite,
  complaints,
}) => {
  complaints.expected = /422|409/;
  await page.goto(`${ownSite.url}/storage?tab=variables`);
  await page.getByRole("button", { name: "Create variable" }).click();
  const variable = page.getByRole("dialog", { name: "Create a variable" });
  await variable.getByLabel("Value").fill("12");
  await variable.getByRole("button", { name: "Create" }).click();
  const name = variable.getByLabel("Name");
  await expect(name).toHaveAccessibleDescription("required");
  await name.fill("No Spaces");
  await page.keyboard.press("Enter");
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/lower|letters|name/i);
  await expect(variable.getByRole("alert")).toHaveCount(0);
  await expect(variable.getByLabel("Value")).toHaveValue("12");
  await name.fill("spaces");
  await expect(name).toHaveAttribute("aria-invalid", "false");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Variables" })).toContainText("spaces12");

  await ownSite.client.createConcurrencyLimitV2({ body: { name: "database", limit: 1 } });
  await page.goto(`${ownSite.url}/concurrency`);
  await page.getByRole("button", { name: "Create limit" }).click();
  const limit = page.getByRole("dialog", { name: "Create a concurrency limit" });
  await limit.getByLabel("A name in code").check();
  await limit.getByRole("textbox", { name: "Slots", exact: true }).fill("few");
  await limit.getByRole("button", { name: "Create" }).click();
  await expect(limit.getByRole("textbox", { name: "Name", exact: true })).toHaveAccessibleDescription("required");
  await expect(limit.getByRole("textbox", { name: "Slots", exact: true })).toHaveAccessibleDescription("a whole number");
  await limit.getByRole("textbox", { name: "Name", exact: true }).fill("database");
  await limit.getByRole("textbox", { name: "Slots", exact: true }).fill("4");
  await page.keyboard.press("Enter");
  await expect(limit.getByRole("alert")).toContainText("database");
  await expect(limit.getByRole("textbox", { name: "Slots", exact: true })).toHaveValue("4");
  await page.keyboard.press("Escape");
  await expect(limit).toHaveCount(0);
});

test("a concurrency limit shows who holds its slots, and is reset and deleted", async ({ page, ownSite }) => {
  await page.goto(`${ownSite.url}/concurrency`);
  await page.getByRole("button", { name: "Create limit" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a concurrency limit" });
  await dialog.getByLabel("A name in code").check();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("database");
  await dialog.getByRole("textbox", { name: "Slots", exact: true }).fill("3");
  await dialog.getByRole("button", { name: "Create" }).click();
  const card = page.getByRole("region", { name: "database" });
  await expect(card).toContainText("0 of 3");
  const id = "01a2075f-f4f4-7000-8000-0000000000d1";
  await ownSite.client.beginFlowRun({ body: { id, flow: { name: "holds" }, holder: "test:1", name: "greedy-goose" } });
  await ownSite.client.incrementConcurrencySlotsWithLease({
    body: { names: ["database"], slots: 2, lease_duration: 3_600, holder: { type: "flow_run", id } },
  });
  await expect(card).toContainText("2 of 3");
  await expect(card.getByRole("list", { name: "Holders of database" })).toContainText(/greedy-goose.*2 slots.*expires in 1h/);
  await card.getByRole("button", { name: "Edit database" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Slots", exact: true }).fill("5");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(card).toContainText("2 of 5");
  await card.getByRole("button", { name: "Reset database" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset" }).click();
  await expect(card).toContainText("0 of 5");
  await card.getByRole("switch", { name: "Switch off database" }).click();
  await expect(card).toContainText("switched off");
  await card.getByRole("button", { name: "Delete database" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No concurrency limits yet" })).toBeVisible();
});

test("a notification is created, tested against a real receiver, and shows what became of its messages", async ({ page, ownSite }) => {
  await using sink = await openHttpSink();
  await page.goto(`${ownSite.url}/notifications`);
  await page.getByRole("button", { name: "Create notification" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a notification" });
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("failures");
  await dialog.getByLabel("Webhook", { exact: true }).check();
  await dialog.getByRole("textbox", { name: "Address" }).fill("ftp://x");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByRole("textbox", { name: "Address" })).toHaveAccessibleDescription("an http:// or https:// address");
  await dialog.getByRole("textbox", { name: "Address" }).fill(sink.url);
  await dialog.getByRole("button", { name: "Create" }).click();
  const secret = page.getByRole("dialog", { name: "Keep this secret" });
  await expect(secret.locator("code")).toHaveText(/\S{16,}/);
  await secret.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("list", { name: "Notifications" }).getByRole("listitem").first();
  await expect(row).toContainText("When a run enters Failed or Crashed");
  await row.getByRole("button", { name: "Test" }).click();
  await expect(page).toHaveURL(/history=/);
  await expect(page.getByRole("list", { name: "Deliveries of failures" })).toContainText(/DeliveredTest message/);
  await page.getByRole("switch", { name: "Pause failures" }).click();
  await expect(page.getByRole("switch", { name: "Resume failures" })).not.toBeChecked();
  await row.getByRole("button", { name: "Delete failures" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No notifications yet" })).toBeVisible();
});

test("a notification is changed in the same dialog, its channel kept or replaced as a whole", async ({ page, ownSite }) => {
  await using sink = await openHttpSink();
  const { id } = await ownSite.client.createNotification({
    body: {
      name: "failures",
      match: { state_types: ["FAILED"], tags: ["ml"] },
      channel: { type: "webhook", url: `${sink.url}/old?token=hidden`, secret: "sixteen-letters-and-more" },
      message: "{{ flow_run.name }} broke",
    },
  });
  const read = () => ownSite.client.readNotification({ params: { id } });
  await page.goto(`${ownSite.url}/notifications`);
  const edit = page.getByRole("button", { name: /^Edit/ });
  await edit.click();
  const dialog = page.getByRole("dialog", { name: "Edit failures" });
  await expect(dialog.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("failures");
  await expect(dialog.getByLabel("As it is")).toBeChecked();
  await expect(dialog).toContainText(`Webhook to ${sink.url}/old, with the secrets it has`);
  await expect(dialog.getByRole("checkbox", { name: "Failed" })).toBeChecked();
  await expect(dialog.getByText("{{ flow_run.name }} broke")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Crashed" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole("list", { name: "Notifications" }).getByRole("listitem").first();
  await expect(row).toContainText("When a run enters Failed or Crashed, tagged ml");
  await row.getByRole("button", { name: "Test" }).click();
  await expect(page.getByRole("list", { name: "Deliveries of failures" })).toContainText(/DeliveredTest message/);
  expect(sink.received.map(({ path }) => path)).toEqual(["/old?token=hidden"]);
  await edit.click();
  await dialog.getByLabel("Webhook", { exact: true }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("textbox", { name: "Address" })).toHaveAccessibleDescription("an http:// or https:// address");
  await dialog.getByRole("textbox", { name: "Address" }).fill(`${sink.url}/new`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog", { name: "Keep this secret" }).getByRole("button", { name: "Done" }).click();
  expect(await read()).toMatchObject({ message: "{{ flow_run.name }} broke", channel: { target: `${sink.url}/new` } });
});
