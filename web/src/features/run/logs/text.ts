import type { Tone } from "../../../lib/tone.ts";

/** The name of a level, its colour, and whether the line stands out as a whole. */
export function levelOf(level: number): { readonly name: string; readonly tone: Tone | undefined; readonly loud: boolean } {
  if (level >= 50) return { name: "Critical", tone: "failed", loud: true };
  if (level >= 40) return { name: "Error", tone: "failed", loud: true };
  if (level >= 30) return { name: "Warning", tone: "late", loud: false };
  if (level >= 20) return { name: "Info", tone: undefined, loud: false };
  return { name: "Debug", tone: undefined, loud: false };
}

/** A message without terminal colours and other control sequences. */
export function plainText(message: string): string {
  return message
    .replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*(?:\u0007|\u001b\\))/g, "")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

/** A text cut into hits of `wanted` and what lies between, without regard to case; `at` is where each part begins. */
export function split(text: string, wanted: string | undefined): { readonly at: number; readonly text: string; readonly hit: boolean }[] {
  const needle = wanted?.replaceAll('"', "").trim().toLowerCase();
  if (needle === undefined || needle === "") return [{ at: 0, text, hit: false }];
  const parts: { at: number; text: string; hit: boolean }[] = [];
  const low = text.toLowerCase();
  let from = 0;
  for (let at = low.indexOf(needle); at !== -1; at = low.indexOf(needle, from)) {
    if (at > from) parts.push({ at: from, text: text.slice(from, at), hit: false });
    parts.push({ at, text: text.slice(at, at + needle.length), hit: true });
    from = at + needle.length;
  }
  if (from < text.length || parts.length === 0) parts.push({ at: from, text: text.slice(from), hit: false });
  return parts;
}
