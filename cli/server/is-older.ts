/** Is the version older than the other? One that is not told is: earlier versions do not tell theirs. */
export function isOlder(version: string | null, than: string): boolean {
  if (version === null) return true;
  const [one, other] = [numbersOf(version), numbersOf(than)];
  for (const [at, number] of other.entries()) if (number !== (one[at] ?? 0)) return (one[at] ?? 0) < number;
  return false;
}

function numbersOf(version: string): number[] {
  return version
    .split(/[-+]/)[0]!
    .split(".")
    .map((part) => Number.parseInt(part, 10) || 0);
}
