import fc from "fast-check";

// Written without a look at the implementation: no calendar arithmetic, only Intl, a bare reading of cron and a walk over every minute.

const field = (from: number, to: number) => {
  const value = fc.integer({ min: from, max: to });
  const item = fc.oneof(
    { weight: 3, arbitrary: value.map(String) },
    fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 1, max: to - from + 1 }).map((step) => `*/${step}`),
    fc
      .tuple(
        value,
        fc.integer({ min: 1, max: 9 }).filter((step) => step <= to - from),
      )
      .map(([a, step]) => `${a}/${Math.min(step, to - from)}`),
    fc.constant("*"),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join()) },
  );
};

/** Expressions of five numeric fields, frequent enough to fire within a day now and then. */
export const cronText = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), fc.oneof({ weight: 4, arbitrary: fc.constant("*") }, field(1, 12)), field(0, 6))
  .map((fields) => fields.join(" "));

// longer than any change of the clocks
const MARGIN = 3 * 3_600_000;

/** The instants in (after, until] at which a cron fires, found by looking at each minute of wall time in turn. */
export function cronByBruteForce(text: string, zone: string, dayOr: boolean, after: number, until: number): number[] {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const from = Math.floor(after / 60_000) * 60_000 - MARGIN;
  // what the clocks show at each minute, and when they did so first
  const shown = new Map<string, number>();
  const all: { at: number; wall: string }[] = [];
  for (let at = from; at <= until + MARGIN; at += 60_000) {
    const wall = format.format(at);
    all.push({ at, wall });
    if (!shown.has(wall)) shown.set(wall, at);
  }
  const found = new Set<number>();
  for (const [wall, at] of shown) if (matches(text, wall, dayOr)) found.add(at);
  // a wall minute that is missing: the clocks jumped by as much as lies between two neighbours
  for (let index = 1; index < all.length; index++) {
    const before = all[index - 1];
    const next = all[index];
    if (before === undefined || next === undefined) continue;
    const jump = wallMinutes(next.wall) - wallMinutes(before.wall);
    for (let missing = 1; missing < jump; missing++) {
      const wall = wallText(wallMinutes(before.wall) + missing);
      if (matches(text, wall, dayOr)) found.add(before.at + missing * 60_000);
    }
  }
  return [...found].filter((at) => at > after && at <= until).sort((a, b) => a - b);
}

function wallMinutes(wall: string): number {
  const [, day, month, year, hour, minute] = /(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d)/.exec(wall) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}Z`) / 60_000;
}

function wallText(minutes: number): string {
  const [, year, month, day, time] = /(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(new Date(minutes * 60_000).toISOString()) ?? [];
  return `${day}/${month}/${year}, ${time}`;
}

function matches(text: string, wall: string, dayOr: boolean): boolean {
  const [minute = "", hour = "", dom = "", month = "", dow = ""] = text.split(" ");
  const date = new Date(wallMinutes(wall) * 60_000);
  const byDom = has(dom, date.getUTCDate(), 1);
  const byDow = has(dow, date.getUTCDay(), 0);
  const bothGiven = !["*", "*/1"].includes(dom) && !["*", "*/1"].includes(dow);
  return (
    has(minute, date.getUTCMinutes(), 0) &&
    has(hour, date.getUTCHours(), 0) &&
    has(month, date.getUTCMonth() + 1, 1) &&
    (dayOr && bothGiven ? byDom || byDow : byDom && byDow)
  );
}

function has(text: string, value: number, from: number): boolean {
  return text.split(",").some((item) => {
    const [range = "", step = "1"] = item.split("/");
    if (range === "*") return (value - from) % Number(step) === 0;
    const [low = "", high] = range.split("-");
    const top = high === undefined ? (item.includes("/") ? 99 : Number(low)) : Number(high);
    return value >= Number(low) && value <= top && (value - Number(low)) % Number(step) === 0;
  });
}
