import type { Drafted } from "../../form/use-draft.ts";
import { timeZones } from "../../lib/zone.ts";
import { Labelled } from "../../ui/labelled.tsx";
import { Segments } from "../../ui/segments.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { type ScheduleDraft, type Unit, units } from "./schedule-draft.ts";

interface Props extends Pick<Drafted<ScheduleDraft>, "draft" | "set" | "text"> {
  readonly problem: string | undefined;
}

/** When a schedule fires: as an interval, five fields of cron, or an RFC 5545 rule, by the clocks of a zone. */
export function ScheduleTimes({ draft, set, text, problem }: Props) {
  return (
    <>
      <Segments
        label="Kind"
        options={[
          ["interval", "Interval"],
          ["cron", "Cron"],
          ["rrule", "RRule"],
        ]}
        value={draft.kind}
        change={(kind) => set({ kind })}
      />
      {draft.kind === "interval" && (
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.4fr)]">
          <TextField label="Every" required inputMode="decimal" {...text("every")} problem={problem} />
          <Labelled label="Unit">
            {(ties) => (
              <select {...ties} value={draft.unit} onChange={(event) => set({ unit: event.target.value as Unit })} className="field">
                {Object.keys(units).map((unit) => (
                  <option key={unit}>{unit}</option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled label="Counted from" hint="Empty: midnight of 1 January 2020">
            {(ties) => (
              <input
                {...ties}
                type="datetime-local"
                value={draft.anchor}
                onChange={(event) => set({ anchor: event.target.value })}
                className="field"
              />
            )}
          </Labelled>
        </div>
      )}
      {draft.kind === "cron" && (
        <div className="flex flex-col gap-3">
          <TextField label="Cron" required mono hint="minute hour day-of-month month day-of-week" {...text("cron")} problem={problem} />
          <div className="flex flex-wrap gap-1.5">
            {presets.map(([cron, name]) => (
              <button
                key={cron}
                type="button"
                className="control h-7 px-2 text-xs"
                aria-pressed={draft.cron === cron}
                onClick={() => set({ cron })}
              >
                {name}
              </button>
            ))}
          </div>
          {namesBothDays(draft.cron) && (
            <label className="flex items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={!draft.dayOr}
                onChange={(event) => set({ dayOr: !event.target.checked })}
                className="accent-(--water)"
              />
              Only days that match both the day of the month and the day of the week
            </label>
          )}
        </div>
      )}
      {draft.kind === "rrule" && (
        <TextField
          label="Rule"
          required
          mono
          rows={3}
          hint="RFC 5545, such as FREQ=MONTHLY;BYMONTHDAY=-1; lines of DTSTART and EXDATE may stand beside it"
          {...text("rrule")}
          problem={problem}
        />
      )}
      <Labelled label="Time zone" hint="Its wall clock is kept when the clocks change">
        {(ties) => (
          <>
            <input
              {...ties}
              list={`${ties.id}-zones`}
              value={draft.timezone}
              onChange={(event) => set({ timezone: event.target.value })}
              className="field"
            />
            <datalist id={`${ties.id}-zones`}>
              {timeZones().map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </Labelled>
    </>
  );
}

const presets = [
  ["*/15 * * * *", "every 15 minutes"],
  ["0 * * * *", "every hour"],
  ["0 6 * * *", "every day at 06:00"],
  ["0 6 * * 1-5", "on weekdays at 06:00"],
  ["0 6 * * 1", "on Mondays at 06:00"],
  ["0 6 1 * *", "on the 1st at 06:00"],
] as const;

function namesBothDays(cron: string): boolean {
  const [, , day = "*", , weekday = "*"] = cron.trim().split(/\s+/);
  return day !== "*" && weekday !== "*";
}
