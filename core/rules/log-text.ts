/**
 * A predicate over text from a log query: words are ORed, `-word` (or `!word`) must not occur, `+word` must, quotes join words.
 * Case does not matter. An empty query matches everything; a query of exclusions alone matches all that is left.
 */
export function parseLogQuery(query: string): (text: string) => boolean {
  const any: string[] = [];
  const all: string[] = [];
  const none: string[] = [];
  for (const [, sign, quoted, bare] of query.matchAll(/([-+!]?)(?:"((?:\\.|[^"\\])*)"?|([^\s"]+))/g)) {
    const word = (quoted === undefined ? (bare ?? "") : quoted.replace(/\\(.)/g, "$1")).toLowerCase();
    if (word !== "") (sign === "+" ? all : sign === "-" || sign === "!" ? none : any).push(word);
  }
  return (text) => {
    const lower = text.toLowerCase();
    const has = (word: string) => lower.includes(word);
    return (any.length === 0 || any.some(has)) && all.every(has) && !none.some(has);
  };
}
