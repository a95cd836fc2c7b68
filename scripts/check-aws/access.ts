import { type Account, type Finding, failed, ok } from "./check.ts";

/** Who gets in: what is open, a token of this deployment, and nobody else. */
export async function checkAccess({ url, token }: Account): Promise<Finding[]> {
  const status = async (path: string, authorization?: string) =>
    (await fetch(url + path, authorization === undefined ? {} : { headers: { authorization } })).status;
  const expects = async (what: string, path: string, expected: readonly number[], todo: string, authorization?: string) => {
    const got = await status(path, authorization);
    return expected.includes(got) ? ok(what, String(got)) : failed(what, `${got}, expected ${expected.join(" or ")}`, todo);
  };
  return [
    await expects("the API is there", "/health", [200], "Compare --url with the output ApiUrl of the stack."),
    await expects("the table answers", "/ready", [200], "Look into the log of the function Api: docs/runbook.md#api-failing"),
    await expects(
      "the token is let in",
      "/x/me",
      [200],
      "Read the token's parameter again; 403 from the gateway with a right token means that the authorizer may not be invoked or may not read the table: docs/runbook.md#authorizer-failing",
      `Bearer ${token}`,
    ),
    await expects("nobody is let in without one", "/x/me", [401], "The authorizer is not attached to the routes: deploy again."),
    await expects(
      "a forged token is refused",
      "/x/me",
      [401, 403],
      "The authorizer lets strangers in: take the API away and report this.",
      `Bearer mr_${"A".repeat(49)}`,
    ),
  ];
}
