import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Token } from "#core/contract/tokens.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { ANYBODY } from "../token/caller.ts";
import { makeToken, tokenDigest } from "../token/token.ts";
import { NEW_TOKEN, TOKENS, type TokenBody, tokenDocument, tokenId, tokenKey, tokenOf } from "../token/token-document.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { createBudget, pages } from "./listing/scan.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";

/** Making, listing and revoking tokens, and who one is. */
export function tokenServices({
  store,
  clock,
  randomBytes,
}: Parts): Pick<Services, "createToken" | "listTokens" | "revokeToken" | "readMe"> {
  return {
    async createToken({ body: { name, role, expires_in, work_queues } }, { caller }) {
      const now = clock.now();
      const token = makeToken(randomBytes(32));
      const body: TokenBody = {
        ...NEW_TOKEN,
        name,
        role,
        created: now,
        createdBy: caller?.name ?? null,
        expires: expires_in === null ? null : now + expires_in * 1000,
        workQueues: work_queues,
      };
      await store.put(tokenDocument(tokenDigest(token), body), "absent");
      return { ...answerOf(tokenDigest(token), body, clock), token };
    },
    async listTokens() {
      return (await allTokens(store)).map(({ digest, body }) => answerOf(digest, body, clock));
    },
    async revokeToken({ params: { id } }) {
      const found = (await allTokens(store)).find(({ digest }) => tokenId(digest) === id);
      if (found === undefined) throw notFound("token", id);
      await change<TokenBody, void>(store, tokenKey(found.digest), "token", (document) => {
        if (document === null) throw notFound("token", id);
        const { body } = tokenOf(document);
        if (body.revoked !== null) return { result: undefined };
        return { document: tokenDocument(found.digest, { ...body, revoked: clock.now() }), result: undefined };
      });
      return undefined;
    },
    async readMe(_, { caller = ANYBODY }) {
      const { role, name, tokenId: token_id, expires, workQueues } = caller;
      return { role, name, token_id, expires_at: timeOf(expires), work_queues: workQueues === null ? null : [...workQueues] };
    },
  };
}

async function allTokens(store: Store): Promise<{ digest: string; body: TokenBody }[]> {
  const tokens: { digest: string; body: TokenBody }[] = [];
  for await (const page of pages(store, { index: "list", pk: TOKENS, limit: 500 }, createBudget("token")))
    tokens.push(...page.map(tokenOf));
  return tokens;
}

function answerOf(digest: string, body: TokenBody, clock: Clock): Token {
  const { name, role, created, createdBy, expires, revoked, lastUsed, workQueues } = body;
  return {
    id: tokenId(digest),
    name,
    role,
    created: formatTimestamp(created),
    created_by: createdBy,
    expires_at: timeOf(expires),
    revoked_at: timeOf(revoked),
    last_used: timeOf(lastUsed),
    work_queues: workQueues === null ? null : [...workQueues],
    status: revoked !== null ? "revoked" : expires !== null && expires <= clock.now() ? "expired" : "active",
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : formatTimestamp(ms);
}
