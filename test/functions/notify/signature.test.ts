import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { signatureHeaders } from "#functions/notify/signature.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { snippetsOf } from "../../docs/snippets.ts";

type Check = (headers: Record<string, string | undefined>, body: string, secret: string, now?: number) => boolean;

it("the check in the guide takes what we sign, and nothing else", async () => {
  await using directory = await tempDirectory();
  const page = await readFile(fileURLToPath(new URL("../../../docs/guides/notifications.md", import.meta.url)), "utf8");
  const file = join(directory.path, "verify.ts");
  await writeFile(file, snippetsOf("notifications.md", page).find((snippet) => snippet.file === "verify-webhook.ts")!.code);
  const { isFromMillrace } = (await import(/* @vite-ignore */ file)) as { isFromMillrace: Check };

  const now = Date.parse("2026-11-23T09:00:00Z");
  const body = JSON.stringify({ text: "Müller" });
  const headers = signatureHeaders(body, "a secret", now);
  expect(isFromMillrace(headers, body, "a secret", now)).toBe(true);
  expect(isFromMillrace(headers, body, "a secret", now + 299_000)).toBe(true);
  expect(isFromMillrace(headers, body, "a secret", now + 302_000)).toBe(false);
  expect(isFromMillrace(headers, `${body} `, "a secret", now)).toBe(false);
  expect(isFromMillrace(headers, body, "another secret", now)).toBe(false);
  const moved = { ...headers, "x-millrace-timestamp": String(now / 1000 + 1) };
  expect(isFromMillrace(moved, body, "a secret", now)).toBe(false);
  expect(isFromMillrace({}, body, "a secret", now)).toBe(false);
});
