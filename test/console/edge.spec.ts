import { join } from "node:path";
import { openEdge } from "../support/edge.ts";
import { expect, test } from "./fixtures/test.ts";

test.use({ ignoreHTTPSErrors: true });

test("behind CloudFront the console signs in with a cookie no script can read, and a session that ended asks again", async ({
  page,
  context,
  complaints,
}) => {
  complaints.expected = /40[13]/;
  await using edge = await openEdge(join(import.meta.dirname, "../../web/dist"));
  await page.goto(`${edge.url}/flows`);
  await expect(page.getByRole("heading", { name: "Sign in to this server" })).toBeVisible();
  await page.getByLabel("Token").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("That token is not known to this server.")).toBeVisible();
  await page.getByLabel("Token").fill(edge.token);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "No flows yet" })).toBeVisible();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: "__Host-millrace", httpOnly: true, secure: true, sameSite: "Strict", path: "/" });
  expect(await page.evaluate<string>("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")).toBe('[{},{},""]');
  await page.getByRole("link", { name: "Deployments" }).click();
  await expect(page.getByRole("heading", { name: "No deployments yet" })).toBeVisible();

  // the authorizer knows the session no more, and answers in API Gateway's words
  await context.addCookies([{ ...cookie!, value: `mr_${"x".repeat(49)}` }]);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Sign in to this server" })).toBeVisible();

  await page.getByLabel("Token").fill(edge.token);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "No deployments yet" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to this server" })).toBeVisible();
  expect(await context.cookies()).toEqual([]);
});
