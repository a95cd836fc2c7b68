import type { ConcurrencyLimitV2 } from "../../../../core/contract/concurrency-limits.ts";
import type { Problems } from "../../form/use-draft.ts";
import { limitName } from "./words.ts";

/** A concurrency limit while it is being typed; its parts are named as in the API. */
export interface LimitDraft {
  readonly of: "tag" | "name";
  readonly name: string;
  readonly limit: string;
  readonly slot_decay_per_second: string;
}

/** A draft to begin with, or that of a limit to edit. */
export function draftOf(limit?: ConcurrencyLimitV2): LimitDraft {
  if (limit === undefined) return { of: "tag", name: "", limit: "1", slot_decay_per_second: "" };
  const { name, ofTag } = limitName(limit.name);
  const decay = limit.slot_decay_per_second;
  return {
    of: ofTag ? "tag" : "name",
    name,
    limit: String(limit.limit),
    slot_decay_per_second: decay === 0 ? "" : String(decay),
  };
}

/** What is missing or wrong in a draft, by field. */
export function problemsOf(draft: LimitDraft): Problems<LimitDraft> {
  const decay = draft.slot_decay_per_second.trim();
  return {
    ...(draft.name.trim() === "" ? { name: "required" } : {}),
    ...(/^\d+$/.test(draft.limit.trim()) ? {} : { limit: "a whole number" }),
    ...(draft.of === "tag" || decay === "" || Number(decay) >= 0 ? {} : { slot_decay_per_second: "a number, or nothing" }),
  };
}

/** How much it allows, as the API takes it. */
export function changesOf({ of, limit, slot_decay_per_second: decay }: LimitDraft) {
  return { limit: Number(limit), slot_decay_per_second: of === "tag" || decay.trim() === "" ? 0 : Number(decay) };
}

/** A new limit as the API takes it. */
export function bodyOf(draft: LimitDraft) {
  const name = draft.name.trim();
  return { ...changesOf(draft), name: draft.of === "tag" ? `tag:${name}` : name };
}
