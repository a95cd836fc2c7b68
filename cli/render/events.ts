import type { Event } from "#core/contract/events.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import { StateType } from "#core/contract/states.ts";
import { stateStyle } from "./state.ts";
import type { Paint } from "./table.ts";
import { oneLine } from "./text.ts";
import { localTime } from "./time.ts";

/** An event as one line: time, name, what it is about, and the message of the state. */
export function renderEvent(event: Event, paint: Paint): string {
  const { resource } = event;
  const type = StateType.safeParse(resource["prefect.state-type"]);
  const style = type.success ? stateStyle(type.data) : undefined;
  const name = oneLine(event.event);
  const about = oneLine(resource["prefect.resource.name"] ?? resource["prefect.resource.id"] ?? "");
  const message = oneLine(resource["prefect.state-message"] ?? "");
  return [
    paint("dim", localTime(parseTimestamp(event.occurred))),
    style === undefined ? name : paint(style, name),
    paint("bold", about),
    ...(message === "" ? [] : [paint("dim", message)]),
  ].join("  ");
}
