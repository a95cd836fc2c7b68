import { openSite } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

test("a server with a token asks for it once, keeps none of it in the page, and then shows what was asked for", async ({
  page,
  complaints,
  context,
}) => {
  complaints.expected = /401/;
  const token = "console-test-token-0123456789";
  const site = await openSite({ token });
  try {
    await page.goto(`${site.url}/flows`);
    await expect(page.getByRole("heading", { name: "Sign in to this server" })).toBeVisible();
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("That token is not known to this server.")).toBeVisible();
    await page.getByLabel("Token").fill(token);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "No flows yet" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "No flows yet" })).toBeVisible();
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    expect(await page.evaluate<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")).not.toContain(
      token,
    );
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in to this server" })).toBeVisible();
    expect(await context.cookies()).toEqual([]);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Sign in to this server" })).toBeVisible();
  } finally {
    await site.close();
  }
});

test("an unknown address, run, task run or flow says so and leads on", async ({ page, site, complaints }) => {
  complaints.expected = /404|422/;
  const nobody = "01a2075f-f4f4-7000-8000-0000000fffff";
  for (const [path, text] of [
    ["/nowhere/at/all", "This page is not here"],
    [`/runs/${nobody}`, "This run is not here"],
    ["/runs/not-an-id", "This run is not here"],
    [`/task-runs/${nobody}`, "This task run is not here"],
    [`/flows/${nobody}`, "This flow is not here"],
  ] as const) {
    await page.goto(site.url + path);
    await expect(page.getByRole("heading", { name: text })).toBeVisible();
  }
  await page.getByRole("link", { name: "All runs", exact: true }).click();
  await expect(page.getByRole("table", { name: "Runs" })).toBeVisible();
});

test("an answer with a problem is shown with what to do and the request to quote", async ({ page, site, complaints }) => {
  complaints.expected = /507/;
  const problem = {
    code: "full",
    status: 507,
    what: "The disk is full.",
    do: "Free some space, then try again.",
    detail: "",
    request_id: "req-42",
    docs: "",
  };
  await page.route("**/api/flow_runs/filter", (route) =>
    route.fulfill({ status: 507, contentType: "application/json", body: JSON.stringify(problem) }),
  );
  await page.goto(`${site.url}/runs`);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("The disk is full.");
  await expect(alert).toContainText("Free some space, then try again.");
  await expect(alert).toContainText("req-42");
  await page.unroute("**/api/flow_runs/filter");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("table", { name: "Runs" })).toBeVisible();
});

test("the link Prefect's tools print leads to the run", async ({ page, site }) => {
  await page.goto(`${site.url}/flow-runs/flow-run/${site.seeded.trained.id}`);
  await expect(page.getByRole("heading", { name: "patient-otter" })).toBeVisible();
});

test("without JavaScript the page names the command line", async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.url);
  await expect(page.locator("noscript p")).toBeVisible();
  expect(await page.locator("noscript p").innerText()).toContain("npx millrace flow-run ls");
  await context.close();
});

test("a chosen theme is there before the first paint and stays", async ({ page, site }) => {
  await page.goto(`${site.url}/runs`);
  const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  const light = await ground();
  await page.getByRole("button", { name: "Theme: system. Switch to light" }).click();
  await page.getByRole("button", { name: "Theme: light. Switch to dark" }).click();
  expect(await ground()).not.toBe(light);
  await page.addInitScript("addEventListener('DOMContentLoaded', () => { window.atStart = document.documentElement.dataset.theme })");
  await page.reload();
  expect(await page.evaluate("window.atStart")).toBe("dark");
});
