import { describe, expect, it } from "vitest";
import { memoryBlobs } from "#local/blobs/memory.ts";
import { presign, verifyPresigned } from "#local/blobs/presign.ts";
import { answerPresigned } from "#local/blobs/presigned-request.ts";
import { manualClock } from "#test/support/manual-clock.ts";

const clock = manualClock();
const settings = { clock, secret: "one secret", baseUrl: () => "http://127.0.0.1:4200/api" };
const link = (method: "GET" | "PUT", options = {}) => presign(method, "results/a=1.json", options, settings);

describe("a presigned link", () => {
  it("leads to the server's address, and is judged by path and query alone", () => {
    const url = link("GET");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4200\/api\/blobs\/results\/a=1\.json\?expires=\d+&signature=[\w-]{43}$/);
    for (const form of [
      url,
      url.replace("http://127.0.0.1:4200", ""),
      url.replace("a=1", "a%3D1"),
      url.replace("127.0.0.1", "proxy.example"),
    ]) {
      expect(verifyPresigned({ method: "GET", url: form }, settings)).toEqual({ ok: true, method: "GET", key: "results/a=1.json" });
    }
  });

  it("lasts 15 minutes by default, to the second", async () => {
    const local = { ...settings, clock: manualClock() };
    const url = presign("GET", "a", {}, local);
    await local.clock.advance(899_999);
    expect(verifyPresigned({ method: "GET", url }, local).ok).toBe(true);
    await local.clock.advance(1);
    expect(verifyPresigned({ method: "GET", url }, local)).toEqual({
      ok: false,
      reason: expect.stringMatching(/expired at 2027-01-01T00:15:00/),
    });
  });

  it.each([
    ["another secret", { method: "GET", url: link("GET") }, { ...settings, secret: "another" }],
    ["another method", { method: "DELETE", url: link("GET") }, settings],
    ["HEAD", { method: "HEAD", url: link("GET") }, settings],
    ["a longer expiry", { method: "GET", url: link("GET").replace(/expires=\d+/, "expires=9999999999") }, settings],
    ["an expiry that is no number", { method: "GET", url: link("GET").replace(/expires=\d+/, "expires=soon") }, settings],
    [
      "another content type in the link",
      { method: "PUT", url: link("PUT", { contentType: "text/csv" }).replace("csv", "html"), contentType: "text/html" },
      settings,
    ],
    ["no content type where one is bound", { method: "PUT", url: link("PUT", { contentType: "text/csv" }) }, settings],
    ["a path that climbs", { method: "GET", url: link("GET").replace("results/", "results/..%2f") }, settings],
    ["a broken escape", { method: "GET", url: link("GET").replace("results", "%zz") }, settings],
    ["no link at all", { method: "GET", url: "/" }, settings],
  ])("is refused with %s", (_, request, judge) => {
    expect(verifyPresigned(request, judge)).toEqual({
      ok: false,
      reason: expect.stringMatching(/^This link is refused: .*Ask for a new one\.$/),
    });
  });

  it("answers what users stored so that no browser runs it on the console's origin", async () => {
    const blobs = memoryBlobs(settings);
    await blobs.put("results/a=1.json", new TextEncoder().encode("<script>"), { contentType: "text/html" });
    const reply = await answerPresigned({ method: "GET", url: link("GET"), headers: {}, body: new Uint8Array() }, { ...settings, blobs });
    expect(reply.headers).toMatchObject({
      "content-type": "text/html",
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("sandbox"),
    });
    const typed = await answerPresigned(
      { method: "GET", url: link("GET", { contentType: "text/plain" }), headers: {}, body: new Uint8Array() },
      { ...settings, blobs },
    );
    expect(typed.headers["content-type"]).toBe("text/plain");
  });
});
