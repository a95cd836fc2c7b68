import { randomUUID } from "node:crypto";
import type { AgentSignal } from "#core/contract/agents.ts";
import type { HeldRun, House } from "./house.ts";

/** Does what the API says about the runs of the agent. Repeating it changes nothing. */
export function obey(house: House, signals: readonly AgentSignal[], lost: readonly string[] = []): void {
  for (const { type, flow_run_id } of signals) {
    const held = house.running.get(flow_run_id);
    if (held === undefined) continue;
    if (type === "cancel") stopRun(house, held, "cancel", "somebody cancelled it");
    else held.process?.suspend();
  }
  for (const id of lost) {
    const held = house.running.get(id);
    if (held === undefined) continue;
    held.stop = { why: "lost", at: Date.now() };
    held.process?.kill();
  }
}

/** Stops a run once; the first reason counts. */
export function stopRun(
  house: House,
  held: HeldRun,
  why: "cancel" | "hand-back" | "time-up",
  reason: string,
  graceMs = house.stopGraceMs,
): void {
  if (held.stop !== undefined) return;
  held.stop = { why, at: Date.now() };
  held.process?.stop(why === "cancel" ? "cancel" : "hand-back", reason, graceMs);
}

/** The API takes the agent for lost and its runs for others': they are killed, and the agent goes on as another one. */
export function startAnew(house: House, id: string): void {
  if (house.identity.id !== id) return;
  house.identity = { ...house.identity, id: randomUUID() };
  obey(house, [], [...house.running.keys()]);
}
