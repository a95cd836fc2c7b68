import { homedir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { readHeaderList } from "#core/rules/header-list.ts";

/** Text on one line, spaces around it dropped. */
export const Text = z
  .string()
  .trim()
  .min(1, "some text")
  .max(4096, "at most 4096 characters")
  .regex(/^\P{Cc}*$/u, "text on one line");

/** A directory, made absolute; `~` is the user's home. */
export const Path = Text.transform((text) => resolve(text === "~" || text.startsWith("~/") ? join(homedir(), text.slice(1)) : text));

/** Names a profile; it is also a word on the command line. */
export const ProfileName = z
  .string()
  .regex(/^[\w][\w.-]{0,63}$/, "1 to 64 letters, digits, dots, dashes or underscores, not starting with a dot or dash");

/** A TCP port; 0 is any free one. */
export const Port = whole(0, 65_535, "a port number from 0 to 65535");

/** A time in seconds. */
export const Seconds = z
  .string()
  .trim()
  .regex(/^\d+(\.\d+)?$/, "a number of seconds")
  .transform(Number)
  .refine((seconds) => seconds > 0 && seconds <= 86_400, "a number of seconds above 0 and up to 86400");

/** How long something is kept, in days; 0 is for ever. */
export const Days = whole(0, 36_500, "a whole number of days up to 36500; 0 keeps for ever");
/** Yes or no. */
export const Flag = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(["true", "false", "1", "0", "yes", "no"], "true or false"))
  .transform((text) => text === "true" || text === "1" || text === "yes");

/** A log level by name; lower case and Python's numbers are understood too. */
export const Level = z
  .string()
  .trim()
  .toUpperCase()
  .transform((text) => levelOfNumber[text] ?? text)
  .pipe(z.enum(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], "one of DEBUG, INFO, WARNING, ERROR, CRITICAL"));

/** An http or https address, as it stands. */
export const HttpUrl = z
  .string()
  .trim()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "an http or https address, such as http://127.0.0.1:4318",
  );

/** Headers, as they stand: `name=value` pairs with commas between. */
export const HeaderList = Text.refine((text) => {
  try {
    return Object.keys(readHeaderList(text)).length > 0;
  } catch {
    return false;
  }
}, "headers as name=value pairs with commas between, percent-encoded where a value has a comma");

/**
 * Address of an API. The API always lives under `/api`, so `http://host:4200`, `http://host:4200/` and `http://host:4200/api/`
 * all mean `http://host:4200/api`. Text without a scheme, a password or a query in it is refused.
 */
export const ApiUrl = z
  .string()
  .trim()
  .transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const plain = url !== undefined && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === "";
    if (!plain) {
      context.issues.push({
        code: "custom",
        input: text,
        message: "an http or https address without password or query, such as http://127.0.0.1:4200/api",
      });
      return z.NEVER;
    }
    const path = url.pathname.replace(/\/+$/, "");
    return `${url.origin}${path.endsWith("/api") ? path : `${path}/api`}`;
  });

const levelOfNumber: Record<string, string> = { 10: "DEBUG", 20: "INFO", 30: "WARNING", 40: "ERROR", 50: "CRITICAL" };

function whole(from: number, to: number, expected: string) {
  return z
    .string()
    .trim()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= from && value <= to, expected);
}
