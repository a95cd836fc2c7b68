import type { Event, EventFilter, EventResource } from "#core/contract/events.ts";
import { parseLogQuery } from "./log-text.ts";

/** The filter as a predicate over many events. Empty lists are no conditions, as in Prefect; `occurred` and `order` are the reader's. */
export function eventPredicate(filter: EventFilter): (event: Event) => boolean {
  const words = filter.text === undefined || filter.text.query.trim() === "" ? undefined : parseLogQuery(filter.text.query);
  return (event) =>
    nameMatches(filter.event, event.event) &&
    anyEqual(filter.id?.id, event.id) &&
    resourceMatches(filter.resource, event.resource) &&
    (filter.any_resource ?? []).every((one) => [event.resource, ...event.related].some((resource) => resourceMatches(one, resource))) &&
    (filter.related ?? []).every((one) => event.related.some((resource) => relatedMatches(one, resource))) &&
    (words?.(textOf(event)) ?? true);
}

type Given<T> = NonNullable<T>;
type ResourceCondition = Pick<Given<EventFilter["resource"]>, "id" | "id_prefix" | "labels">;

function nameMatches(filter: EventFilter["event"], name: string): boolean {
  if (filter === undefined) return true;
  const named = isEmpty(filter.name) && isEmpty(filter.prefix) ? true : anyOf(filter.name, name) || anyBegins(filter.prefix, name);
  return named && !anyOf(filter.exclude_name, name) && !anyBegins(filter.exclude_prefix, name);
}

function resourceMatches(filter: ResourceCondition | undefined, resource: EventResource): boolean {
  if (filter === undefined) return true;
  const id = resource["prefect.resource.id"] ?? "";
  const byId = isEmpty(filter.id) && isEmpty(filter.id_prefix) ? true : anyOf(filter.id, id) || anyBegins(filter.id_prefix, id);
  return byId && labelsMatch(filter.labels, resource);
}

function relatedMatches(filter: Given<EventFilter["related"]>[number], resource: EventResource): boolean {
  const id = resource["prefect.resource.id"] ?? "";
  const role = resource["prefect.resource.role"] ?? "";
  return (
    anyEqual(filter.id, id) &&
    anyEqual(filter.role, role) &&
    (isEmpty(filter.resources_in_roles) || filter.resources_in_roles!.some(([wanted, as]) => wanted === id && as === role)) &&
    labelsMatch(filter.labels, resource)
  );
}

function labelsMatch(labels: ResourceCondition["labels"], resource: EventResource): boolean {
  return Object.entries(labels ?? {}).every(([name, wanted]) => {
    const value = Object.hasOwn(resource, name) ? resource[name] : undefined;
    return value !== undefined && valueMatches([wanted].flat(), value);
  });
}

// One of the wanted values, and none of those with an exclamation mark; no wanted value at all matches nothing.
function valueMatches(wanted: readonly string[], value: string): boolean {
  const excluded = wanted.filter((text) => text.startsWith("!")).map((text) => text.slice(1));
  const included = wanted.filter((text) => !text.startsWith("!"));
  const fits = (text: string) => (text.endsWith("*") ? value.startsWith(text.slice(0, -1)) : text === value);
  return wanted.length > 0 && (included.length === 0 || included.some(fits)) && !excluded.some(fits);
}

function isEmpty(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.length === 0;
}

function anyEqual(list: readonly string[] | undefined, value: string): boolean {
  return isEmpty(list) || anyOf(list, value);
}

function anyOf(list: readonly string[] | undefined, value: string): boolean {
  return list?.includes(value) ?? false;
}

function anyBegins(list: readonly string[] | undefined, value: string): boolean {
  return list?.some((prefix) => value.startsWith(prefix)) ?? false;
}

function textOf(event: Event): string {
  return [event.event, ...Object.values(event.resource), ...event.related.flatMap(Object.values), JSON.stringify(event.payload)].join("\n");
}
