import { useTicking } from "../../lib/now.ts";
import { formatRelative } from "../../lib/time.ts";
import { formatIn, ownZone } from "../../lib/zone.ts";

/** Times of a schedule, each by the clocks of the viewer, of the schedule's own zone where that is another, and of UTC. */
export function Firings({ times, zone }: { readonly times: readonly string[]; readonly zone: string }) {
  // zones have aliases (Europe/Kiev, Europe/Kyiv): one that tells the same times is left out
  const told = (one: string) => times.map((time) => formatIn(Date.parse(time), one)).join();
  const own = told(ownZone);
  const zones = [ownZone, ...(told(zone) === own ? [] : [zone]), ...(zone === "UTC" || ownZone === "UTC" ? [] : ["UTC"])];
  if (times.length === 0) return <p className="text-sm text-ink-2">It never fires again.</p>;
  return (
    <div className="overflow-x-auto rounded-lg border border-line">
      <table aria-label="Next times" className="w-full text-left text-sm tabular">
        <thead className="bg-sunken text-xs text-ink-3">
          <tr>
            {zones.map((one) => (
              <th key={one} className="h-7 px-3 font-normal whitespace-nowrap">
                {one === ownZone && one !== "UTC" ? `Here (${one})` : one}
              </th>
            ))}
            <th className="px-3 text-right font-normal max-sm:hidden">
              <span className="sr-only">From now</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {times.map((time) => (
            <tr key={time} className="border-t border-line">
              {zones.map((one, index) => (
                <td key={one} className={`px-3 py-1 whitespace-nowrap ${index === 0 ? "" : "text-ink-2"}`}>
                  {formatIn(Date.parse(time), one)}
                </td>
              ))}
              <td className="px-3 py-1 text-right whitespace-nowrap text-ink-3 max-sm:hidden">
                <FromNow ms={Date.parse(time)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FromNow({ ms }: { readonly ms: number }) {
  return useTicking((now) => formatRelative(ms, now));
}
