import { TimeZone } from "#core/contract/schedules.ts";
import { InvalidOptionsError } from "../errors/flow-errors.ts";
import { checkOptions } from "../task/check-options.ts";
import type { AnyDeploymentOptions, CatchUpOption, ScheduleOptions } from "./options.ts";

/** Refuses options of a deployment that make no sense. */
export function checkDeployment(of: string, name: string, options: AnyDeploymentOptions): void {
  checkOptions(of, name, pick(options));
  if (name.includes("/")) throw refuseOption(of, "name", name, "a name without a slash, which stands between flow and deployment");
  const { schedule, schedules, concurrency, crashRetries } = options;
  if (schedule !== undefined && schedules !== undefined)
    throw refuseOption(of, "schedules", "both schedule and schedules", "one of the two");
  if ((schedules ?? []).length > 50) throw refuseOption(of, "schedules", schedules?.length, "at most 50 schedules");
  for (const [index, each] of (schedules ?? (schedule === undefined ? [] : [schedule])).entries()) {
    const option = schedules === undefined ? "schedule" : `schedules[${index}]`;
    if (typeof each?.schedule !== "object")
      throw refuseOption(of, option, each, "a schedule made by intervalSchedule(…), cronSchedule(…) or rruleSchedule(…)");
  }
  const limit = typeof concurrency === "object" ? concurrency.limit : concurrency;
  if (concurrency !== undefined && !isWhole(limit, 1, 500)) throw refuseOption(of, "concurrency", limit, "a whole number from 1 to 500");
  const onCollision = typeof concurrency === "object" ? concurrency.onCollision : undefined;
  if (onCollision !== undefined && onCollision !== "enqueue" && onCollision !== "cancel-new")
    throw refuseOption(of, "concurrency.onCollision", onCollision, '"enqueue" or "cancel-new"');
  if (crashRetries !== undefined && !isWhole(crashRetries, 0, 1000))
    throw refuseOption(of, "crashRetries", crashRetries, "a whole number from 0 to 1000");
  checkPolicies(of, options);
  checkText(of, "workQueue", options.workQueue, 255);
  checkText(of, "version", options.version, 255);
  checkText(of, "description", options.description, 10_000);
  if (options.infrastructure !== undefined && !INFRASTRUCTURES.has(options.infrastructure.type))
    throw refuseOption(of, "infrastructure", options.infrastructure, "subprocess(…), ecs(…) or lambda(…)");
}

const INFRASTRUCTURES = new Set<unknown>(["subprocess", "ecs", "lambda"]);

/** Refuses the environment an infrastructure can't give a process. */
export function checkEnvironment(of: string, env: Readonly<Record<string, string>> | undefined): void {
  for (const [name, value] of Object.entries(env ?? {}))
    if (!/^[^=\0]{1,255}$/.test(name) || typeof value !== "string" || value.length > 8192)
      throw refuseOption(of, `env.${name}`, value, "a name without = and a text of at most 8192 characters");
}

/** Refuses options of a schedule that make no sense. */
export function checkScheduleOptions(of: string, options: ScheduleOptions): void {
  if (options.timezone !== undefined && !TimeZone.safeParse(options.timezone).success)
    throw refuseOption(of, "timezone", options.timezone, "the name of a time zone, such as Europe/Kyiv or UTC");
  checkPolicies(of, options);
  checkText(of, "slug", options.slug, 255);
}

/** The error that names an option, what it got and what it takes. */
export function refuseOption(of: string, option: string, got: unknown, expected: string): InvalidOptionsError {
  return new InvalidOptionsError({
    what: `${of} has an option ${option} that cannot be used.`,
    got: typeof got === "function" ? `the function ${got.name}` : (JSON.stringify(got) ?? String(got)),
    expected,
    do: "Correct the option.",
  });
}

function checkPolicies(of: string, { overlap, catchUp }: { readonly overlap?: unknown; readonly catchUp?: CatchUpOption }): void {
  if (overlap !== undefined && !OVERLAPS.has(overlap)) throw refuseOption(of, "overlap", overlap, [...OVERLAPS].join(", "));
  if (catchUp === undefined || ["all", "latest", "none"].includes(catchUp as string)) return;
  const within = (catchUp as { withinSeconds?: unknown }).withinSeconds;
  if (!(typeof within === "number" && within > 0 && within <= 1e9))
    throw refuseOption(of, "catchUp", catchUp, "all, latest, none or { withinSeconds: … } above 0");
}

const OVERLAPS = new Set<unknown>(["allow", "skip", "queue", "cancel-running"]);

function checkText(of: string, option: string, value: unknown, most: number): void {
  if (value !== undefined && (typeof value !== "string" || value === "" || value.length > most))
    throw refuseOption(of, option, value, `a text of 1 to ${most} characters`);
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function pick({ retries, retryDelaySeconds, tags }: AnyDeploymentOptions) {
  return {
    ...(retries !== undefined && { retries }),
    ...(retryDelaySeconds !== undefined && { retryDelaySeconds }),
    ...(tags !== undefined && { tags }),
  };
}
