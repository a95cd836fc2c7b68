import { createHash } from "node:crypto";
import type { TaskRunRecord } from "#core/contract/documents.ts";
import { stableText } from "#core/rules/cache-keys.ts";
import { describeInstance } from "../results/classes.ts";

/** A result that makes running a task or subflow needless. */
export interface Reused {
  readonly value: unknown;
}

/** The same call (task key and number) in an attempt of the flow before this one, in this process or another. */
export interface EarlierCall {
  /** The task run as that attempt left it; the call goes on under its id. */
  readonly record: TaskRunRecord;
  /** Its value, if that was kept and the arguments are the same. */
  reuse(args: readonly unknown[]): Promise<Reused | undefined>;
}

/** Stands for the arguments of a call in any process; undefined for arguments that have no stable text, which are never the same again. */
export function inputHash(args: readonly unknown[]): string | undefined {
  const text = textOf(args);
  return text === undefined ? undefined : createHash("sha256").update(text).digest("hex");
}

/** True if two calls in this process have the same arguments. */
export function haveSameText(some: readonly unknown[], others: readonly unknown[]): boolean {
  const text = textOf(some);
  return text !== undefined && text === textOf(others);
}

function textOf(args: readonly unknown[]): string | undefined {
  try {
    return stableText(args, describeInstance);
  } catch {
    return undefined;
  }
}
