import { bytes } from "#cli/render/bytes.ts";
import { type Column, type Paint, renderPairs, renderTable, type TableOptions } from "#cli/render/table.ts";
import { relativeTime } from "#cli/render/time.ts";
import type { Concern } from "#cli/server/concerns.ts";
import { isOlder } from "#cli/server/is-older.ts";
import type { Agent } from "#core/contract/agents.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { QueueSituation, Status } from "#core/contract/status.ts";

interface Told {
  readonly status: Status;
  readonly concerns: readonly Concern[];
  /** Of the command. */
  readonly version: string;
  /** The address of the API. */
  readonly from: string;
}

/** The status as people read it: what needs a look first, then the facts, then the tables. */
export function renderStatus({ status, concerns, version, from }: Told, cli: TableOptions): string {
  const now = parseTimestamp(status.now);
  const ago = (time: string | null) => (time === null ? "never" : relativeTime(parseTimestamp(time), now));
  const { paint } = cli;
  return [
    verdict(concerns, paint),
    renderPairs(
      [
        ["Server", `${status.version} (${status.place}) at ${from}${version === status.version ? "" : `; this command ${version}`}`],
        ["Schedules", schedules(status, ago)],
        ["Unhandled", status.unhandled?.map(({ queue, messages }) => `${queue} ${messages}`).join(", ")],
        ["This month", month(status)],
        ["Holds", holds(status)],
      ],
      paint,
    ),
    status.queues.length === 0
      ? paint("dim", 'No work queues. Create one: "millrace work-queue create default".')
      : queueTable(status.queues, ago, cli),
    status.agents.length === 0
      ? paint("dim", 'No agent was heard of lately. Start one: "millrace agent start QUEUE".')
      : agentTable(status, ago, cli),
  ].join("\n\n");
}

function verdict(concerns: readonly Concern[], paint: Paint): string {
  if (concerns.length === 0) return paint("green", "✔ All is well");
  return concerns.map(({ what, next }) => `${paint("yellow", `! ${what}`)}\n  ${paint("dim", `→ ${next}`)}`).join("\n");
}

function schedules({ schedules: { active, next } }: Status, ago: (time: string) => string): string {
  const deployments = active === 0 ? "none" : `${active} ${active === 1 ? "deployment makes" : "deployments make"} runs`;
  return next === null ? deployments : `${deployments}; the next run is due ${ago(next)}`;
}

function month({ month: { flow_runs, task_runs, extrapolated, cost } }: Status): string {
  const about = extrapolated ? "about " : "";
  const ran = `${about}${flow_runs} flow ${flow_runs === 1 ? "run" : "runs"}, about ${task_runs} task runs`;
  if (cost === null) return ran;
  const dollars = (amount: number) => `$${amount.toFixed(2)}`;
  return `${ran}: about ${dollars(cost.rest + cost.runs)} at list price (${dollars(cost.rest)} at rest, ${dollars(cost.runs)} for runs; agents not counted)`;
}

function holds({ sizes: { documents, database_bytes, blobs, blob_bytes } }: Status): string | undefined {
  const parts = [
    ...(documents === null ? [] : [`${documents} documents${database_bytes === null ? "" : ` in ${bytes(database_bytes)}`}`]),
    ...(blobs === null ? [] : [`${blobs} ${blobs === 1 ? "file" : "files"} in ${bytes(blob_bytes ?? 0)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

function queueTable(queues: readonly QueueSituation[], ago: (time: string | null) => string, cli: TableOptions): string {
  const columns: Column<QueueSituation>[] = [
    { title: "QUEUE", value: ({ name }) => name, min: 10, style: () => "bold" },
    {
      title: "STATUS",
      value: ({ status }) => ({ READY: "ready", NOT_READY: "no agent", PAUSED: "paused" })[status],
      min: 8,
      style: ({ status }) => (status === "READY" ? "green" : status === "PAUSED" ? "yellow" : "dim"),
    },
    { title: "WAITING", value: ({ waiting }) => (waiting === 200 ? "200+" : String(waiting)), align: "right" },
    { title: "LATE", value: ({ late }) => String(late), align: "right", style: ({ late }) => (late > 0 ? "yellow" : undefined) },
    { title: "OLDEST DUE", value: ({ oldest }) => (oldest === null ? "–" : ago(oldest)), drop: 1 },
    { title: "POLLED", value: ({ last_polled }) => ago(last_polled), drop: 2 },
  ];
  return renderTable(columns, queues, cli);
}

function agentTable({ agents, version: server }: Status, ago: (time: string) => string, cli: TableOptions): string {
  const columns: Column<Agent>[] = [
    { title: "AGENT", value: ({ name }) => name, min: 12, style: () => "bold" },
    {
      title: "VERSION",
      value: ({ version }) => version ?? "unknown",
      style: ({ version }) => (isOlder(version, server) ? "yellow" : undefined),
      drop: 3,
    },
    { title: "QUEUES", value: ({ work_queue_names }) => work_queue_names.join(", "), min: 10 },
    { title: "RUNNING", value: ({ running }) => String(running), align: "right" },
    { title: "SEEN", value: ({ last_seen }) => ago(last_seen), drop: 1 },
  ];
  return renderTable(columns, agents, cli);
}
