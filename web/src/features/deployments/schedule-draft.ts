import type { DeploymentSchedule } from "../../../../core/contract/deployments.ts";
import type { CatchUp, Overlap, Schedule } from "../../../../core/contract/schedules.ts";
import type { ScheduleSent } from "../../api/deployments.ts";
import { readObject } from "../../form/draft.ts";
import type { Problems } from "../../form/use-draft.ts";
import { msToWall, ownZone, wallToMs } from "../../lib/zone.ts";

/** A schedule while it is being typed. */
export interface ScheduleDraft {
  readonly kind: "interval" | "cron" | "rrule";
  readonly every: string;
  readonly unit: Unit;
  /** Wall time of the anchor, or empty. */
  readonly anchor: string;
  readonly cron: string;
  readonly dayOr: boolean;
  readonly rrule: string;
  readonly timezone: string;
  /** What it is called by, or empty. */
  readonly slug: string;
  /** Whether the schedule that is changed has one. */
  readonly slugged?: boolean;
  readonly overlap: Overlap;
  readonly catchUp: "all" | "latest" | "none" | "within";
  /** Seconds, of `within`. */
  readonly within: string;
  /** JSON put over the deployment's parameters. */
  readonly parameters: string;
}

/** Units of an interval with their seconds. */
export const units = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400, weeks: 604_800 } as const;
export type Unit = keyof typeof units;

/** A draft to begin with, or that of a schedule to edit. */
export function draftOf(schedule?: DeploymentSchedule): ScheduleDraft {
  if (schedule === undefined) return fresh;
  const catchUp = schedule.catch_up;
  return {
    ...fresh,
    ...draftOfTimes(schedule.schedule),
    slug: schedule.slug ?? "",
    slugged: schedule.slug !== null,
    overlap: schedule.overlap,
    catchUp: typeof catchUp === "string" ? catchUp : "within",
    within: typeof catchUp === "string" ? fresh.within : String(catchUp.within),
    parameters: Object.keys(schedule.parameters).length === 0 ? "" : JSON.stringify(schedule.parameters, null, 2),
  };
}

/** The schedule a draft says, or what is missing in it. What the times mean is for the server to check. */
export function timesOf(draft: ScheduleDraft): { readonly schedule: ScheduleSent } | { readonly problem: string } {
  const timezone = draft.timezone.trim() === "" ? "UTC" : draft.timezone.trim();
  if (draft.kind === "cron")
    return draft.cron.trim() === ""
      ? { problem: "write five fields" }
      : { schedule: { cron: draft.cron.trim(), timezone, day_or: draft.dayOr } };
  if (draft.kind === "rrule")
    return draft.rrule.trim() === "" ? { problem: "write a rule" } : { schedule: { rrule: draft.rrule.trim(), timezone } };
  const count = Number(draft.every);
  if (draft.every.trim() === "" || !(count > 0)) return { problem: "a number above zero" };
  const anchor = draft.anchor === "" ? undefined : wallToMs(draft.anchor, timezone);
  return {
    schedule: {
      interval: count * units[draft.unit],
      timezone,
      ...(anchor === undefined ? {} : { anchor_date: new Date(anchor).toISOString() }),
    },
  };
}

/** What is missing or wrong in a draft, by field. */
export function problemsOf(draft: ScheduleDraft): Problems<ScheduleDraft> {
  const times = timesOf(draft);
  const parameters = readObject(draft.parameters);
  return {
    ...("problem" in times ? { [timesField[draft.kind]]: times.problem } : {}),
    ...(draft.catchUp !== "within" || Number(draft.within) > 0 ? {} : { within: "a number above zero" }),
    ...("problem" in parameters ? { parameters: parameters.problem } : {}),
    ...(draft.slug.trim() === "" && draft.slugged === true ? { slug: "once given, it can be changed but not taken away" } : {}),
  };
}

/** The field that says when, by kind. */
const timesField = { interval: "every", cron: "cron", rrule: "rrule" } as const;

/** A draft without problems as the API takes it. */
export function bodyOf(draft: ScheduleDraft) {
  const times = timesOf(draft);
  const parameters = readObject(draft.parameters);
  if ("problem" in times || "problem" in parameters) throw new TypeError("a schedule is sent once its problems are mended");
  const catch_up: CatchUp = draft.catchUp === "within" ? { within: Number(draft.within) } : draft.catchUp;
  const slug = draft.slug.trim();
  return { schedule: times.schedule, overlap: draft.overlap, catch_up, parameters: parameters.value, ...(slug === "" ? {} : { slug }) };
}

const fresh: ScheduleDraft = {
  kind: "interval",
  every: "5",
  unit: "minutes",
  anchor: "",
  cron: "0 6 * * 1-5",
  dayOr: true,
  rrule: "FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=0",
  timezone: ownZone,
  slug: "",
  overlap: "allow",
  catchUp: "all",
  within: "3600",
  parameters: "",
};

function draftOfTimes(schedule: Schedule): Partial<ScheduleDraft> {
  if ("cron" in schedule) return { kind: "cron", cron: schedule.cron, dayOr: schedule.day_or, timezone: schedule.timezone };
  if ("rrule" in schedule) return { kind: "rrule", rrule: schedule.rrule, timezone: schedule.timezone };
  const unit = (Object.keys(units) as Unit[]).findLast((name) => schedule.interval % units[name] === 0) ?? "seconds";
  return {
    kind: "interval",
    every: String(schedule.interval / units[unit]),
    unit,
    anchor: msToWall(Date.parse(schedule.anchor_date), schedule.timezone),
    timezone: schedule.timezone,
  };
}
