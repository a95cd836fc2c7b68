import type { Me } from "#core/contract/tokens.ts";

/** Who one is, in a few words. */
export function describeMe({ name, role, expires_at, work_queues }: Me): string {
  if (name === null) return "nobody in particular: this server asks for no token, so you may do everything";
  const queues = work_queues === null ? "" : `, for the work queues ${work_queues.join(", ")}`;
  return `"${name}" (${role}${queues}${expires_at === null ? "" : `, until ${expires_at.slice(0, 16).replace("T", " ")} UTC`})`;
}
