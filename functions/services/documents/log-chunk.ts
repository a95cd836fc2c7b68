import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Log, LogCreate } from "#core/contract/logs.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { cutText } from "./fit.ts";
import { dayOf, LOG_PREFIX, looseLogsPartition, runPartition } from "./keys.ts";

/** No chunk spans more than this many milliseconds, so that reading backwards knows how far a chunk can reach. */
export const CHUNK_SPAN_MS = 60_000;

/** A log message longer than this is cut with a note. */
export const MESSAGE_CHARACTERS = 60_000;

/**
 * Lines of one flow run as few compressed documents. `batch` names the batch: the same batch makes the same documents.
 * `expiresAt` (epoch seconds) is when they go.
 */
export function logChunks(
  flowRunId: string | null,
  lines: readonly LogCreate[],
  batch: string,
  receivedAt: string,
  expiresAt?: number,
): NewDocument[] {
  const sorted = lines.every((line, index) => index === 0 || lines[index - 1]!.timestamp <= line.timestamp)
    ? lines
    : [...lines].sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  return split(sorted, flowRunId === null).map((part, index) => ({
    ...chunkDocument(flowRunId, part, index === 0 ? batch : `${batch}.${index}`, receivedAt),
    ...(expiresAt !== undefined && { expiresAt }),
  }));
}

/** The lines of a chunk, oldest first, each with the same id whenever it is read. */
export function linesOf(document: DocumentKey & { readonly body: JsonObject }): Log[] {
  const body = document.body as unknown as ChunkBody;
  const { names, tasks, rows } = (
    body.z === undefined ? body.lines : JSON.parse(inflateRawSync(Buffer.from(body.z, "base64")).toString())
  ) as Columns;
  const flowRunId = document.pk.startsWith("RUN#") ? document.pk.slice(4) : null;
  const id = lineIds(document);
  return rows.map(([offset, level, name, task, message, extra], index) => {
    const ms = body.first + offset / 1000;
    return {
      id: id(ms, index),
      created: body.received,
      updated: body.received,
      name: names[name]!,
      level,
      message,
      timestamp: formatTimestamp(ms),
      flow_run_id: flowRunId,
      task_run_id: task < 0 ? null : tasks[task]!,
      ...(extra !== undefined && { extra }),
    };
  });
}

/** Where the chunks of lines from `timestamp` on may begin. */
export function chunkPlace(timestamp: string): string {
  return `${LOG_PREFIX}${timestamp}`;
}

/** The time of a chunk's first line. */
export function firstOfChunk(document: DocumentKey): string {
  return document.sk.slice(LOG_PREFIX.length, LOG_PREFIX.length + 27);
}

interface Columns {
  readonly names: string[];
  readonly tasks: string[];
  /** Microseconds since the first line, level, name, task (-1 for none), message, extra. */
  readonly rows: [number, number, number, number, string, JsonObject?][];
}

type ChunkBody = { readonly first: number; readonly received: string; readonly count: number } & (
  | { readonly lines: Columns; readonly z?: undefined }
  | { readonly z: string; readonly lines?: undefined }
);

// Below this many bytes compression does not pay.
const COMPRESS_FROM = 512;
const CHUNK_BYTES = 90_000;
// Raw text that surely fits a chunk after compression and base64, whatever it says.
const SAFE_CHARACTERS = 22_000;

function split(lines: readonly LogCreate[], byDay: boolean): LogCreate[][] {
  const parts: LogCreate[][] = [];
  let part: LogCreate[] = [];
  let start = 0;
  for (const line of lines) {
    const at = parseTimestamp(line.timestamp);
    if (part.length > 0 && (at - start > CHUNK_SPAN_MS || (byDay && dayOf(part[0]!.timestamp) !== dayOf(line.timestamp)))) {
      parts.push(part);
      part = [];
    }
    if (part.length === 0) start = at;
    part.push(line);
  }
  if (part.length > 0) parts.push(part);
  return parts.flatMap(halveUntilSmall);
}

function halveUntilSmall(lines: LogCreate[]): LogCreate[][] {
  const characters = lines.reduce(
    (sum, line) =>
      sum + Math.min(line.message.length, MESSAGE_CHARACTERS) + 60 + (line.extra === undefined ? 0 : JSON.stringify(line.extra).length),
    0,
  );
  if (characters <= SAFE_CHARACTERS || pack(columnsOf(lines)).length <= CHUNK_BYTES) return [lines];
  if (lines.length === 1) {
    const { extra: _extra, ...line } = lines[0]!;
    return halveUntilSmall([
      { ...line, message: cutText(line.message, Math.floor(Math.min(line.message.length, MESSAGE_CHARACTERS) / 2)) },
    ]);
  }
  const middle = lines.length >> 1;
  return [...halveUntilSmall(lines.slice(0, middle)), ...halveUntilSmall(lines.slice(middle))];
}

function chunkDocument(flowRunId: string | null, lines: readonly LogCreate[], name: string, received: string): NewDocument {
  const first = lines[0]!.timestamp;
  const columns = columnsOf(lines);
  const text = JSON.stringify(columns);
  const base = { first: parseTimestamp(first), received, count: lines.length };
  const body: ChunkBody =
    text.length < COMPRESS_FROM ? { ...base, lines: columns } : { ...base, z: deflateRawSync(text).toString("base64") };
  return { pk: flowRunId === null ? looseLogsPartition(dayOf(first)) : runPartition(flowRunId), sk: `${LOG_PREFIX}${first}#${name}`, body };
}

function columnsOf(lines: readonly LogCreate[]): Columns {
  const names = new Map<string, number>();
  const tasks = new Map<string, number>();
  const first = parseTimestamp(lines[0]!.timestamp);
  const rows = lines.map((line): Columns["rows"][number] => {
    const row: Columns["rows"][number] = [
      Math.round((parseTimestamp(line.timestamp) - first) * 1000),
      line.level,
      position(names, line.name),
      line.task_run_id === undefined ? -1 : position(tasks, line.task_run_id),
      cutText(line.message, MESSAGE_CHARACTERS),
    ];
    if (line.extra !== undefined) row.push(line.extra);
    return row;
  });
  return { names: [...names.keys()], tasks: [...tasks.keys()], rows };
}

function position(seen: Map<string, number>, text: string): number {
  const known = seen.get(text);
  if (known !== undefined) return known;
  seen.set(text, seen.size);
  return seen.size - 1;
}

function pack(columns: Columns): string {
  return deflateRawSync(JSON.stringify(columns)).toString("base64");
}

// A UUIDv7 of the line's time, the chunk's name and the line's place in it.
function lineIds(key: DocumentKey): (ms: number, index: number) => string {
  const digest = createHash("sha256").update(`${key.pk}\n${key.sk}`).digest("hex");
  return (ms, index) => {
    const time = Math.floor(ms).toString(16).padStart(12, "0");
    const place = index.toString(16).padStart(5, "0").slice(-5);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-8${digest.slice(3, 6)}-${digest.slice(6, 13)}${place}`;
  };
}
