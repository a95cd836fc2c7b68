import { describe, expect, it } from "vitest";
import { createPatience } from "#agent/patience.ts";
import { ApiError } from "#core/contract/client.ts";

const refusedBy = (status: number, retryAfter?: number) =>
  new ApiError("POST /x", status, '{"code":"unauthorized","detail":"no"}', retryAfter);

function patience(isIdle: () => boolean, more = {}) {
  const away: string[] = [];
  const giveUp = new AbortController();
  return {
    away,
    giveUp,
    patiently: createPatience({
      onAway: (reason) => away.push(reason),
      onBack: () => away.push("back"),
      giveUp: giveUp.signal,
      random: () => 0,
      isIdle,
      refusals: 3,
      ...more,
    }),
  };
}

/** Throws these one after the other, then answers how often it was asked. */
function answering(...errors: Error[]) {
  let asked = 0;
  return async () => {
    asked += 1;
    const error = errors[asked - 1];
    if (error !== undefined) throw error;
    return asked;
  };
}

describe("a token that stays refused", () => {
  it("ends an agent with nothing in hand, and none that holds runs", async () => {
    const refused = [401, 401, 401].map((status) => refusedBy(status));
    await expect(patience(() => true).patiently(answering(...refused))).rejects.toMatchObject({ status: 401 });
    expect(await patience(() => false).patiently(answering(...refused))).toBe(4);
  });

  it.each([
    ["others in between", [401, 401, 503, 401, 401]],
    ["an API that is busy", [429, 429, 429, 429]],
    ["a proxy that refuses for itself", [403, 403, 403, 403]],
  ])("is told from %s", async (_, statuses) => {
    const { patiently, away } = patience(() => true);
    expect(await patiently(answering(...statuses.map((status) => refusedBy(status))))).toBe(statuses.length + 1);
    expect(away).toHaveLength(2);
  });

  it("is forgotten when it was good again", async () => {
    const { patiently } = patience(() => true);
    for (let round = 0; round < 3; round += 1) expect(await patiently(answering(refusedBy(401), refusedBy(401)))).toBe(3);
  });
});

it("waits for as long as the API says", async () => {
  const { patiently, giveUp } = patience(() => true);
  const asked: string[] = [];
  const answer = patiently(async () => {
    asked.push("asked");
    throw refusedBy(429, 3_600);
  });
  // an exponential pause would have asked many times by then
  setTimeout(() => giveUp.abort(), 1_000);
  await expect(answer).rejects.toMatchObject({ status: 429 });
  expect(asked.length).toBeLessThanOrEqual(2);
});
