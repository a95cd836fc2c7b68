import { createHash } from "node:crypto";
import type { FlowRunRecord, TaskRunRecord } from "../contract/documents.ts";
import { parseTimestamp } from "../contract/scalars.ts";

/** A run with what it consists of, as it is exported. */
export interface TracedRun {
  readonly run: FlowRunRecord;
  readonly flowName: string;
  readonly deploymentName: string | undefined;
  readonly taskRuns: readonly TaskRunRecord[];
  /** Of the server. */
  readonly version: string;
}

/**
 * A flow run as one trace of OpenTelemetry, in the JSON of OTLP/HTTP: the run is the root span, its task runs are spans below it. Ids follow from
 * the run's, so that an export that is repeated says the same. What did not begin has no span.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function otlpTrace({ run, flowName, deploymentName, taskRuns, version }: TracedRun): object {
  const traceId = run.id.replaceAll("-", "");
  const root = spanId(run.id);
  const spans = [
    {
      traceId,
      spanId: root,
      ...span(flowName, run),
      attributes: attributes({
        "millrace.flow_run.id": run.id,
        "millrace.flow_run.name": run.name,
        "millrace.flow_run.attempts": run.run_count,
        "millrace.flow.name": flowName,
        "millrace.deployment.name": deploymentName,
        "millrace.work_queue.name": run.work_queue_name ?? undefined,
        "millrace.parent_flow_run.id": run.parent_flow_run_id ?? undefined,
        "millrace.state.name": run.state_name ?? undefined,
        "millrace.tags": run.tags.length === 0 ? undefined : run.tags.join(","),
      }),
    },
    ...taskRuns
      .filter(({ start_time }) => start_time !== null)
      .map((task) => ({
        traceId,
        spanId: spanId(task.id),
        parentSpanId: root,
        ...span(task.name, task),
        attributes: attributes({
          "millrace.task_run.id": task.id,
          "millrace.task_run.attempts": task.run_count,
          "millrace.task.key": task.task_key,
          "millrace.state.name": task.state_name ?? undefined,
        }),
      })),
  ];
  const resource = { attributes: attributes({ "service.name": "millrace", "service.version": version }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "millrace", version }, spans }] }] };
}

type Ended = Pick<FlowRunRecord | TaskRunRecord, "start_time" | "end_time" | "created" | "state_type" | "states">;

function span(name: string, run: Ended): object {
  const last = run.states.at(-1);
  const start = run.start_time ?? run.created;
  return {
    name,
    // internal
    kind: 1,
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(run.end_time ?? last?.timestamp ?? start),
    events: run.states.map((state) => ({ name: state.name, timeUnixNano: nanoseconds(state.timestamp) })),
    status: statusOf(run.state_type, last?.message ?? undefined),
  };
}

// 1 is ok, 2 an error; a run that was cancelled is neither
function statusOf(type: Ended["state_type"], message: string | undefined): object {
  if (type === "COMPLETED") return { code: 1 };
  if (type === "FAILED" || type === "CRASHED") return { code: 2, ...(message !== undefined && { message: message.slice(0, 1000) }) };
  return {};
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): object[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return [];
    // 64-bit numbers are texts in JSON
    return [{ key, value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value } }];
  });
}

function spanId(id: string): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 16);
}

function nanoseconds(timestamp: string): string {
  return `${Math.round(parseTimestamp(timestamp) * 1000)}000`;
}
