import { formatTimestamp } from "#core/contract/scalars.ts";
import { currentScope, type Scope } from "../context/scope.ts";
import { NoRunContextError } from "../errors/flow-errors.ts";
import { jsonSafe } from "../results/json-safe.ts";
import { type LevelName, levels } from "./levels.ts";
import { terminalLine } from "./terminal.ts";

/** Details of a log line that are data, not text. They are kept as JSON: dates become text, what JSON cannot hold is described. */
export type LogExtras = Readonly<Record<string, unknown>>;

/** Writes log lines of the run: to the terminal at once, to the API in batches. Logging never blocks a run and never makes it fail. */
export interface RunLogger {
  /** For people debugging; hidden unless MILLRACE_LOGGING_LEVEL is DEBUG. */
  debug(message: string, extras?: LogExtras): void;
  info(message: string, extras?: LogExtras): void;
  warning(message: string, extras?: LogExtras): void;
  /** The same as {@link warning}. */
  warn(message: string, extras?: LogExtras): void;
  error(message: string, extras?: LogExtras): void;
  critical(message: string, extras?: LogExtras): void;
}

/**
 * The logger of the flow or task run that calls it.
 *
 * @throws NoRunContextError outside of a run.
 */
export function getRunLogger(): RunLogger {
  const scope = currentScope();
  if (scope === undefined) throw new NoRunContextError("getRunLogger()");
  return loggerOf(scope);
}

/** The logger of a scope. */
export function loggerOf(scope: Scope): RunLogger {
  const at = (level: LevelName) => (message: string, extras?: LogExtras) => writeLog(scope, levels[level], message, { extras });
  return {
    debug: at("DEBUG"),
    info: at("INFO"),
    warning: at("WARNING"),
    warn: at("WARNING"),
    error: at("ERROR"),
    critical: at("CRITICAL"),
  };
}

/** How a line is written: extras, and whether it is worth keeping beside being printed. */
export interface LogOptions {
  readonly extras?: LogExtras | undefined;
  /** False for lines that only repeat what states tell. Default true. */
  readonly keep?: boolean;
}

/** Writes one line for the run of a scope. */
export function writeLog(scope: Pick<Scope, "flowRun" | "taskRun">, level: number, message: unknown, options: LogOptions = {}): void {
  const { flowRun, taskRun } = scope;
  const { runtime } = flowRun;
  if (level < runtime.level) return;
  const now = runtime.clock.now();
  const text = cut(typeof message === "string" ? message : String(message));
  const source = taskRun === null ? `Flow run '${flowRun.name}'` : `Task run '${taskRun.name}'`;
  try {
    runtime.print(terminalLine({ now, level, source, message: text, extras: options.extras, colours: runtime.colours }));
  } catch {
    // a closed terminal is no reason to fail
  }
  if (options.keep === false) return;
  flowRun.reporter.log({
    name: taskRun === null ? "millrace.flow_runs" : "millrace.task_runs",
    level,
    message: text,
    timestamp: formatTimestamp(now),
    flow_run_id: flowRun.id,
    task_run_id: taskRun?.id,
    extra: options.extras === undefined ? undefined : recordOf(jsonSafe(options.extras)),
  });
}

const LONGEST_MESSAGE = 50_000;

function cut(text: string): string {
  return text.length <= LONGEST_MESSAGE
    ? text
    : `${text.slice(0, LONGEST_MESSAGE)}… (${text.length - LONGEST_MESSAGE} more characters were dropped)`;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : { extras: value };
}
