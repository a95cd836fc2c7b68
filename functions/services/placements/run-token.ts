import { crashPoint } from "../../crash-point.ts";
import { makeToken, tokenDigest } from "../../token/token.ts";
import { NEW_TOKEN, tokenDocument } from "../../token/token-document.ts";
import type { Parts } from "../parts.ts";

/** How long such a token is good: an invocation may wait an hour for its turn, and takes a quarter of one. */
const TOKEN_MS = 2 * 3_600_000;

/** Makes the token under which one run goes on where no agent is. It is in no list, and goes by itself. */
export async function mintRunToken({ store, clock, randomBytes }: Parts, flowRunId: string): Promise<string> {
  const token = makeToken(randomBytes(32));
  const now = clock.now();
  const expires = now + TOKEN_MS;
  const about = { name: `run ${flowRunId}`, role: "agent", created: now, expires, workQueues: [], flowRun: flowRunId } as const;
  const { pk, sk, body } = tokenDocument(tokenDigest(token), { ...NEW_TOKEN, ...about });
  await store.put({ pk, sk, body, expiresAt: Math.ceil(expires / 1000) }, "absent");
  crashPoint("placement:token-made");
  return token;
}
