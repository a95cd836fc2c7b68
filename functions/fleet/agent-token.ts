import type { Clock } from "#core/ports/clock.ts";
import type { DocumentKey, Store } from "#core/ports/store.ts";
import { AGENTS_TOKEN } from "#core/rules/agents-token.ts";
import { makeToken, tokenDigest } from "../token/token.ts";
import { NEW_TOKEN, type TokenBody, tokenDocument, tokenKey, tokenOf } from "../token/token-document.ts";

export interface AgentTokenDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Where agents find their token. */
  readonly parameter: {
    read(): Promise<string | null>;
    write(token: string): Promise<void>;
    remove(): Promise<void>;
  };
}

/** Which token the agents have: its digest, and which rotation it came with. */
const FLEET_TOKEN: DocumentKey = { pk: "FLEET", sk: "TOKEN" };

/** How long agents that run with the token before may go on with it. */
const OVERLAP_MS = 86_400_000;

/**
 * Sees to it that the agents' parameter holds a token of role agent that works, and makes another where it does not, or where another
 * rotation is asked for. The token before stays good for a day, so that agents which run with it come to no harm. Safe to repeat: a token
 * works before it is handed over.
 */
export async function ensureAgentToken({ store, clock, randomBytes, parameter }: AgentTokenDependencies, rotation: string): Promise<void> {
  const noted = await store.get<{ digest: string; rotation: string }>(FLEET_TOKEN);
  const held = await parameter.read();
  const works = held !== null && (await isGood(store, clock, tokenDigest(held)));
  if (works && noted?.body.rotation === rotation) return;
  const now = clock.now();
  const token = makeToken(randomBytes(32));
  const digest = tokenDigest(token);
  await store.put(tokenDocument(digest, { ...NEW_TOKEN, name: AGENTS_TOKEN, role: "agent", created: now }), "absent");
  await parameter.write(token);
  const before = [noted?.body.digest, held === null ? undefined : tokenDigest(held)];
  for (const old of new Set(before)) if (old !== undefined) await edit(store, old, (body) => ({ ...body, expires: sooner(body, now) }));
  await store.put({ ...FLEET_TOKEN, body: { digest, rotation } }, "any");
}

/** Revokes the agents' token and removes it from where they find it. */
export async function removeAgentToken({ store, clock, parameter }: AgentTokenDependencies): Promise<void> {
  const noted = await store.get<{ digest: string }>(FLEET_TOKEN);
  if (noted !== null) await edit(store, noted.body.digest, (body) => ({ ...body, revoked: body.revoked ?? clock.now() }));
  await parameter.remove();
  await store.delete(FLEET_TOKEN);
}

async function isGood(store: Store, clock: Clock, digest: string): Promise<boolean> {
  const document = await store.get<TokenBody>(tokenKey(digest));
  if (document === null) return false;
  const { role, revoked, expires } = tokenOf(document).body;
  return role === "agent" && revoked === null && (expires === null || expires > clock.now());
}

async function edit(store: Store, digest: string, change: (body: TokenBody) => TokenBody): Promise<void> {
  for (;;) {
    const document = await store.get<TokenBody>(tokenKey(digest));
    if (document === null) return;
    const { body } = tokenOf(document);
    // a token of another kind that somebody put there is not ours to end
    if (body.role !== "agent") return;
    if ((await store.put(tokenDocument(digest, change(body)), { version: document.version })).ok) return;
  }
}

function sooner({ expires }: TokenBody, now: number): number {
  return Math.min(expires ?? Number.POSITIVE_INFINITY, now + OVERLAP_MS);
}
