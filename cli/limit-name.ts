import { InvalidArgumentError } from "commander";

/** The name of the limit a person means: with `--tag` the words are a tag. */
export function limitName(words: string, options: { readonly tag?: true }): string {
  return options.tag ? `tag:${words}` : words;
}

/** Reads slots per second of an option. */
export function decay(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value > 1_000_000)
    throw new InvalidArgumentError("Expected slots per second, such as 0.5 or 10; 0 for no rate limit.");
  return value;
}
