/** One concurrency limit: how many slots there are, and who has them. Times are milliseconds since the epoch. */
export interface Limit {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly updated: string;
  /** Slots there are; for a rate limit the size of its bucket. */
  readonly limit: number;
  /** A limit that is not active holds nobody back. */
  readonly active: boolean;
  /** Made for a queue, a deployment or a schedule while somebody holds a slot of it; not listed. */
  readonly implicit: boolean;
  /** Above 0 it is a rate limit: slots are never given back but come back by themselves, so many each second. */
  readonly slot_decay_per_second: number;
  readonly denied_slots: number;
  /** How long slots have been held, on average; recent ones weigh more. */
  readonly avg_slot_occupancy_seconds: number;
  /** Slots taken by clients that did not say who they are; they have no end but `decrement` or a reset. */
  readonly loose: number;
  /** Fill of a rate limit's bucket at `drawn_at`. */
  readonly drawn: number;
  readonly drawn_at: number;
  readonly holders: readonly Holder[];
}

/** Who has slots of a limit. A flow run, a task run, a lease, or several of these at once: together they are the holder's name. */
export interface Holder {
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
  readonly lease_id: string | null;
  readonly name: string | null;
  readonly slots: number;
  readonly acquired: number;
  /** When it is looked at whether the holder still is; for a rate limit, when its slots have come back. */
  readonly expires: number;
  /** Of the last taking, so that a taker knows whether another has taken for the same holder since. */
  readonly mark: string;
  /**
   * Version of its run's document when it was taken for a claim, which writes the run only if that is still its version. So a later version
   * that does not list the limit has let go of the slot, whatever the clocks of those who wrote say. Null for what no claim took.
   */
  readonly seen?: number | null;
}

/** What a take needs of the limit. */
export type SlotRequest = Omit<Holder, "acquired">;

/** Grants of a rate limit that are remembered, for people and for takers that ask twice. */
const GRANTS_KEPT = 50;
/** Holders a limit has at most, so that its document stays small. */
export const HOLDERS_MAX = 400;

/** Slots in use at `now`, a fraction for a rate limit. */
export function usedSlots(limit: Limit, now: number): number {
  if (limit.slot_decay_per_second > 0)
    return Math.max(0, limit.drawn - (Math.max(0, now - limit.drawn_at) / 1000) * limit.slot_decay_per_second);
  return limit.holders.reduce((sum, holder) => sum + holder.slots, limit.loose);
}

/** Whole slots in use at `now`. */
export function activeSlots(limit: Limit, now: number): number {
  return Math.ceil(usedSlots(limit, now) - ROUNDING);
}

/** The limit with the slots taken, or undefined when they are not free. A holder that takes again keeps what it has. */
export function take(limit: Limit, request: SlotRequest, now: number): { readonly limit: Limit; readonly added: boolean } | undefined {
  return limit.slot_decay_per_second > 0 ? draw(limit, request, now) : hold(limit, request, now);
}

/** The limit without the holders that `gone` names, or undefined if there are none. A rate limit is given nothing back. */
export function giveBack(limit: Limit, gone: (holder: Holder) => boolean, now: number): Limit | undefined {
  if (limit.slot_decay_per_second > 0) return undefined;
  const leaving = limit.holders.filter(gone);
  if (leaving.length === 0) return undefined;
  const held = leaving.reduce((average, holder) => drift(average, (now - holder.acquired) / 1000), limit.avg_slot_occupancy_seconds);
  return { ...limit, holders: limit.holders.filter((holder) => !leaving.includes(holder)), avg_slot_occupancy_seconds: held };
}

/** The limit as if the take had not been; undefined if another has taken for the same holder since. */
export function undo(limit: Limit, { mark, slots, ...who }: SlotRequest, now: number): Limit | undefined {
  const holder = limit.holders.find((one) => one.mark === mark);
  if (holder === undefined) return isNobody(who) ? giveBackLoose(limit, slots) : undefined;
  const holders = limit.holders.filter((one) => one !== holder);
  if (limit.slot_decay_per_second === 0) return { ...limit, holders };
  return { ...limit, holders, drawn: Math.max(0, usedSlots(limit, now) - holder.slots), drawn_at: Math.max(now, limit.drawn_at) };
}

/** The limit with slots back that were taken by nobody in particular. */
export function giveBackLoose(limit: Limit, slots: number): Limit | undefined {
  return limit.loose === 0 ? undefined : { ...limit, loose: Math.max(0, limit.loose - slots) };
}

/** Seconds after which asking for the slots again makes sense, 0.1 to 10: a slot may come free much sooner than on average. */
export function secondsUntilFree(limit: Limit, slots: number, now: number): number {
  const seconds =
    limit.slot_decay_per_second > 0
      ? (usedSlots(limit, now) + slots - limit.limit) / limit.slot_decay_per_second
      : (limit.avg_slot_occupancy_seconds * slots) / Math.max(1, limit.limit);
  return Math.min(10, Math.max(0.1, Math.ceil(seconds * 1000) / 1000));
}

function hold(limit: Limit, request: SlotRequest, now: number): { limit: Limit; added: boolean } | undefined {
  const known = isNobody(request) ? undefined : limit.holders.find((holder) => isSameHolder(holder, request));
  if (known !== undefined) {
    // written anew all the same: whoever was about to drop the holder loses the race
    const seen = Math.max(known.seen ?? 0, request.seen ?? 0) || null;
    const again = { ...known, mark: request.mark, seen, acquired: now, expires: Math.max(known.expires, request.expires) };
    return { limit: { ...limit, holders: limit.holders.map((holder) => (holder === known ? again : holder)) }, added: false };
  }
  if (usedSlots(limit, now) + request.slots > limit.limit) return undefined;
  if (isNobody(request)) return { limit: { ...limit, loose: limit.loose + request.slots }, added: true };
  if (limit.holders.length >= HOLDERS_MAX) return undefined;
  return { limit: { ...limit, holders: [...limit.holders, { ...request, acquired: now }] }, added: true };
}

function draw(limit: Limit, request: SlotRequest, now: number): { limit: Limit; added: boolean } | undefined {
  const holders = limit.holders.filter((holder) => holder.expires > now);
  if (!isNobody(request) && holders.some((holder) => isSameHolder(holder, request))) return { limit: { ...limit, holders }, added: false };
  const drawn = usedSlots(limit, now) + request.slots;
  // a clock behind that of the last taker must not make the bucket drain twice
  const at = Math.max(now, limit.drawn_at);
  if (drawn > limit.limit + ROUNDING) return undefined;
  const grant = { ...request, acquired: now, expires: at + (drawn / limit.slot_decay_per_second) * 1000 };
  return { limit: { ...limit, drawn, drawn_at: at, holders: [...holders, grant].slice(-GRANTS_KEPT) }, added: true };
}

type Who = Pick<Holder, "flow_run_id" | "task_run_id" | "lease_id">;

function isSameHolder(a: Who, b: Who): boolean {
  return a.flow_run_id === b.flow_run_id && a.task_run_id === b.task_run_id && a.lease_id === b.lease_id;
}

function isNobody(who: Who): boolean {
  return who.flow_run_id === null && who.task_run_id === null && who.lease_id === null;
}

// Fractions of a slot that are lost in counting.
const ROUNDING = 1e-9;

// An average in which each new value weighs a fifth.
function drift(average: number, seconds: number): number {
  return average + (Math.max(0, seconds) - average) / 5;
}
