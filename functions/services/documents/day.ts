import type { Store } from "#core/ports/store.ts";
import { DAYS, dayKey } from "./keys.ts";

const DAYS_REMEMBERED = 400;

/** Notes which days have flow runs, so that listings skip empty history. */
export interface DayMarks {
  /** Must be done before a run is written whose place in time is that day; one small read per day and process, then nothing. */
  mark(day: string): Promise<void>;
}

/** Day marks over a store, remembering those known to be there. */
export function createDayMarks(store: Store, list: string = DAYS): DayMarks {
  const known = new Set<string>();
  return {
    async mark(day) {
      if (known.has(day)) return;
      const key = list === DAYS ? dayKey(day) : { pk: `${list}#${day}`, sk: "META" };
      if ((await store.get(key)) === null) await store.put({ ...key, body: {}, indexes: { list: { pk: list, sk: day } } }, "absent");
      if (known.size >= DAYS_REMEMBERED) known.clear();
      known.add(day);
    },
  };
}
