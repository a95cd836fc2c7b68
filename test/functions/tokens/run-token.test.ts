import { describe, expect, it } from "vitest";
import { authorize } from "#functions/authorizer/authorizer.ts";
import { mintRunToken } from "#functions/services/placements/run-token.ts";
import { findToken } from "#functions/token/find-token.ts";
import { createLastUsed } from "#functions/token/last-used.ts";
import { createWrongTokens } from "#functions/token/wrong-tokens.ts";
import { deploy } from "../dispatch/support.ts";
import { openTestApi } from "../support/api.ts";

describe("the token of a run", () => {
  it("claims that run and no other, from no queue, and is over after two hours", async () => {
    const api = openTestApi();
    const { id } = await deploy(api, { infrastructure: { type: "lambda" }, schedules: [] });
    const make = () => api.client.createDeploymentRun({ params: { id }, body: {} });
    const [one, other] = [await make(), await make()];
    const token = await mintRunToken(api.parts, one.id);
    const caller = await findToken(api, token);
    if ("refused" in caller) throw new Error(caller.refused);
    expect(caller).toMatchObject({ role: "agent", flowRun: one.id, workQueues: [] });
    const context = { requestId: "r", baseUrl: "http://x/api", caller };
    const claim = (run: string) =>
      api.services.claimFlowRun({ params: { id: run }, query: undefined, body: { holder: "runner" } }, context);
    await expect(claim(other.id)).rejects.toMatchObject({ code: "wrong-scope" });
    expect(await claim(one.id)).toMatchObject({ claim: { lease: { epoch: 1 } } });
    api.clock.advance(2 * 3_600_000);
    expect(await findToken(api, token)).toEqual({ refused: "token-expired" });
  });

  it("is in no list, not even once it was used, and the gateway passes on whose it is", async () => {
    const api = openTestApi();
    const token = await mintRunToken(api.parts, "00000000-0000-4000-8000-000000000001");
    const caller = await findToken(api, token);
    await createLastUsed({ store: api.store, clock: api.clock, log: () => {} })((caller as { digest: string }).digest);
    expect(await api.client.listTokens({})).toEqual([]);
    const answer = await authorize(
      { headers: { authorization: `Bearer ${token}` } },
      { ...api, wrongTokens: createWrongTokens(api), isEdge: async () => false },
    );
    expect(answer).toMatchObject({ isAuthorized: true, context: { role: "agent", flow_run: "00000000-0000-4000-8000-000000000001" } });
  });
});
