import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { systemClock } from "#core/ports/system.ts";
import { answerCustomResource, type CustomResourceEvent } from "#functions/token/custom-resource.ts";
import { mintToken } from "#functions/token/mint-token.ts";
import { tokenDigest } from "#functions/token/token.ts";
import { tokenKey } from "#functions/token/token-document.ts";
import { openStore } from "#local/store/store.ts";

describe("minting", () => {
  it("hands over a token of which the store knows the digest only", async () => {
    const store = openStore(":memory:", { clock: systemClock });
    let token = "";
    await mintToken({
      store,
      clock: systemClock,
      randomBytes,
      async handOver(given) {
        token = given;
        // By now it must work.
        expect(await store.get(tokenKey(tokenDigest(given)))).not.toBeNull();
      },
    });
    const document = await store.get(tokenKey(tokenDigest(token)));
    expect(document?.body).toMatchObject({ role: "admin", name: "first admin token" });
    expect(JSON.stringify(document)).not.toContain(token);
    await store.close();
  });
});

describe("the custom resource", () => {
  const event = (more: Partial<CustomResourceEvent> = {}): CustomResourceEvent => ({
    RequestType: "Create",
    ResponseURL: "https://answer.example/here",
    StackId: "stack",
    RequestId: "request",
    LogicalResourceId: "Token",
    ...more,
  });
  const run = async (given: CustomResourceEvent, create: () => Promise<void>) => {
    const sent: { url: string; body: Record<string, unknown> }[] = [];
    await answerCustomResource(given, { create }, async (url, body) => void sent.push({ url, body: JSON.parse(body) }));
    return sent;
  };

  it("creates once and answers where it was told to", async () => {
    let created = 0;
    const sent = await run(event(), async () => void created++);
    expect(created).toBe(1);
    expect(sent).toEqual([
      {
        url: "https://answer.example/here",
        body: { Status: "SUCCESS", PhysicalResourceId: "Token", StackId: "stack", RequestId: "request", LogicalResourceId: "Token" },
      },
    ]);
  });

  it.each(["Update", "Delete"] as const)("does nothing on %s, and keeps its identity", async (RequestType) => {
    const sent = await run(event({ RequestType, PhysicalResourceId: "before" }), () => Promise.reject(new Error("must not run")));
    expect(sent[0]!.body).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: "before" });
  });

  it("answers a failure with its reason instead of leaving CloudFormation to wait", async () => {
    const sent = await run(event(), () => Promise.reject(new TypeError("no table")));
    expect(sent[0]!.body).toMatchObject({ Status: "FAILED", Reason: "TypeError: no table" });
  });
});
