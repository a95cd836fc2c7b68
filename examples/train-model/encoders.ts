import { type ColumnTable, escape as js, op } from "arquero";

/** What is known of a flight when its delay is predicted. */
export interface FlightFacts {
  /** Scheduled departure on the airport's own clock, in milliseconds. */
  departed: number;
  origin: string;
  destination: string;
  /** Miles. */
  distance: number;
  /** How many flights of the departure airport have landed in the last four hours, and their mean delay. */
  landed: number;
  landedDelay: number | null;
}

/** Mean delays that stand for names in the features. They are learned on flights the forest is not fitted on. */
export interface Encoders {
  mean: number;
  hour: Record<string, number>;
  origin: Record<string, number>;
  destination: Record<string, number>;
  route: Record<string, number>;
}

/** Names of the numbers {@link encodeFlight} gives, in order. */
export const featureNames = [
  "hour of day",
  "day of week",
  "distance",
  "mean delay of the hour",
  "mean delay of the origin",
  "mean delay of the destination",
  "mean delay of the route",
  "mean delay of landed flights",
] as const;

/** Learns the mean delays from a table with columns `hour`, `origin`, `destination`, `route` and `delay`. */
export function learnEncoders(table: ColumnTable): Encoders {
  const { mean } = table.rollup({ mean: op.mean("delay") }).object() as { mean: number };
  const encode = (key: string) => meanDelays(table, key, mean);
  return { mean, hour: encode("hour"), origin: encode("origin"), destination: encode("destination"), route: encode("route") };
}

/**
 * The features of one flight. Training and serving both come here, so they cannot differ. How many flights have landed only says how far
 * their mean is to be trusted: as a feature it would depend on how many flights of all were loaded.
 */
export function encodeFlight(flight: FlightFacts, encoders: Encoders): number[] {
  const at = new Date(flight.departed);
  const { mean } = encoders;
  return [
    at.getUTCHours() + at.getUTCMinutes() / 60,
    at.getUTCDay(),
    flight.distance,
    encoders.hour[at.getUTCHours()] ?? mean,
    encoders.origin[flight.origin] ?? mean,
    encoders.destination[flight.destination] ?? mean,
    encoders.route[routeOf(flight)] ?? mean,
    shrink((flight.landedDelay ?? 0) * flight.landed, flight.landed, mean, 5),
  ];
}

/** Names the route of a flight. */
export function routeOf({ origin, destination }: { origin: string; destination: string }): string {
  return `${origin}-${destination}`;
}

function meanDelays(table: ColumnTable, key: string, mean: number): Record<string, number> {
  const groups = table
    .groupby(key)
    .rollup({ sum: op.sum("delay"), flights: op.count() })
    .derive({ mean: js((group: { sum: number; flights: number }) => shrink(group.sum, group.flights, mean, 20)) });
  return Object.fromEntries(groups.objects().map((group) => [(group as Record<string, string>)[key], (group as { mean: number }).mean]));
}

/** A mean drawn towards the overall one as if `weight` more flights had had that: few flights say little. */
function shrink(sum: number, flights: number, mean: number, weight: number): number {
  return (sum + weight * mean) / (flights + weight);
}
