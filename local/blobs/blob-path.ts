// A key becomes a path in which no two keys meet, on any file system:
// - an upper-case letter is written `_` and its lower-case one, for file systems that ignore case;
// - the last segment, the file, ends in `$`, so that the keys `a` and `a/b` can both be there;
// - of a segment of 100 characters or more, the first 100 are a directory of their own that ends in `~`, as file names are short of 256 bytes.
// - what is left of such a segment may be `.` or `..`, which lead elsewhere, and is written `_.` or `_..`.
// `_`, `$` and `~` are no characters of keys.

/** The directories and the file of a checked key, relative to the root. */
export function pathOfKey(key: string): string[] {
  const segments = key.split("/");
  const last = segments.pop() ?? "";
  const path = segments.flatMap((segment) => {
    const [chunks, rest] = chunksOf(segment);
    return [...chunks, rest === "" ? EMPTY : escapeCase(rest).replace(/^\.{1,2}$/, "_$&")];
  });
  const [chunks, rest] = chunksOf(last);
  return [...path, ...chunks, `${escapeCase(rest)}${FILE}`];
}

/** What an entry of a directory adds to the key, or null for a name that belongs to no key. */
export function keyPartOf(name: string, isDirectory: boolean): string | null {
  if (!isDirectory) return name.endsWith(FILE) ? unescapeCase(name.slice(0, -1)) : null;
  if (name === EMPTY) return "/";
  if (name.startsWith(CHUNK)) return null;
  return name.endsWith(CHUNK) ? unescapeCase(name.slice(0, -1)) : `${unescapeCase(name)}/`;
}

/** A directory beside those of the keys, for files in the making. */
export const DRAFTS = "~drafts";

const FILE = "$";
const CHUNK = "~";
const CHUNK_LENGTH = 100;
/** A directory for the empty rest of a segment that fills its chunks. */
const EMPTY = "~";

function chunksOf(segment: string): [chunks: string[], rest: string] {
  const chunks: string[] = [];
  let rest = segment;
  for (; rest.length >= CHUNK_LENGTH; rest = rest.slice(CHUNK_LENGTH)) chunks.push(escapeCase(rest.slice(0, CHUNK_LENGTH)) + CHUNK);
  return [chunks, rest];
}

function escapeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function unescapeCase(text: string): string {
  return text.replace(/^_(?=\.{1,2}$)/, "").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
