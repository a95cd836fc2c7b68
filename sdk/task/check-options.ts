import { createHash } from "node:crypto";
import { InvalidOptionsError } from "../errors/flow-errors.ts";

/** The options that flows and tasks share, unchecked. */
interface Checked {
  readonly retries?: number;
  readonly retryDelaySeconds?: number | readonly number[];
  readonly retryJitterFactor?: number;
  readonly timeoutSeconds?: number;
  readonly cacheExpiration?: number;
  readonly tags?: readonly string[];
}

/**
 * Refuses options that make no sense, where they are given rather than when a run meets them.
 *
 * @throws InvalidOptionsError
 */
export function checkOptions(of: string, name: string, options: Checked): void {
  const refuse = (option: string, got: unknown, expected: string): never => {
    throw new InvalidOptionsError({
      what: `${of} has an option ${option} that cannot be used.`,
      got: JSON.stringify(got) ?? String(got),
      expected,
      do: "Correct the option.",
    });
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names hold no control characters
  if (name === "" || name.length > 200 || /[\u0000-\u001f\u007f]/.test(name))
    refuse("name", name, "1 to 200 characters, none of them a control character");
  const number = (option: keyof Checked, value: unknown, least: number, most: number, whole = false) => {
    if (value === undefined) return;
    const fits = typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value));
    if (!fits) refuse(option, value, `${whole ? "a whole number" : "a number"} from ${least} to ${most}`);
  };
  number("retries", options.retries, 0, 1000, true);
  const { retryDelaySeconds: delays } = options;
  for (const delay of typeof delays === "object" ? delays : [delays]) number("retryDelaySeconds", delay, 0, 31_536_000);
  if (typeof delays === "object" && (delays.length === 0 || delays.length > 1000))
    refuse("retryDelaySeconds", delays, "a list of 1 to 1000 numbers");
  number("retryJitterFactor", options.retryJitterFactor, 0, 1000);
  number("timeoutSeconds", options.timeoutSeconds, 0.001, 31_536_000);
  number("cacheExpiration", options.cacheExpiration, 0, 3_153_600_000);
  if ((options.tags ?? []).some((tag) => typeof tag !== "string" || tag === "" || tag.length > 255))
    refuse("tags", options.tags, "texts of 1 to 255 characters");
}

/** A short digest that changes with the text. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
