import { defined, oneOf, text } from "../../lib/search.ts";

/** What the URL of the notifications holds. */
export interface NotificationsSearch {
  /** The creation dialog is open. */
  readonly create?: "new";
  /** The notification whose deliveries are shown. */
  readonly history?: string;
}

/** Reads the URL; what it does not know it leaves out. */
export function parseNotificationsSearch(raw: Record<string, unknown>): NotificationsSearch {
  return defined({ create: oneOf(raw["create"], ["new"] as const), history: text(raw["history"]) });
}
