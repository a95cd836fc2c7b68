import type { Answer } from "./post.ts";

/** What came of an attempt. */
export type Outcome =
  | { readonly done: true }
  | {
      readonly done: false;
      readonly error: string;
      /** Trying again would not help. */
      readonly final: boolean;
      /** The receiver asked for so much patience. */
      readonly waitMs?: number;
    };

/** What an HTTP answer means. Anything but 2xx has failed; a request that the receiver understood and refused is not sent again. */
export function outcomeOf({ status, text, retryAfter }: Answer): Outcome {
  if (status >= 200 && status < 300) return { done: true };
  const said = text.trim().replace(/\s+/g, " ").slice(0, 200);
  const error = `It answered ${status}${said === "" ? "." : `: ${said}`}`;
  const seconds = Number(retryAfter);
  return {
    done: false,
    error,
    final: status < 500 && ![408, 409, 425, 429].includes(status),
    ...(Number.isFinite(seconds) && seconds > 0 && { waitMs: seconds * 1000 }),
  };
}

/** What an error means that kept the message from arriving. */
export function outcomeOfError(error: unknown): Outcome {
  const { message, code, responseCode } = error as { message?: string; code?: string; responseCode?: number };
  const text = message || code || String(error);
  // SMTP says 5xx for what it will refuse every time; EAUTH is a wrong password
  return { done: false, error: text.slice(0, 300), final: (responseCode ?? 0) >= 500 || code === "EAUTH" || code === "EENVELOPE" };
}
