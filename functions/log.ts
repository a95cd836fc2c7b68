const LEVELS = ["debug", "info", "warn", "error"];

/** A log that leaves out what is below the level. A line that names none, such as one that CloudWatch counts by, is always written. */
export function siftLog(level: string | undefined, write: (line: string) => void): (line: string) => void {
  const least = Math.max(0, LEVELS.indexOf(level ?? "info"));
  return (line) => {
    const said = /"level":"(\w+)"/.exec(line)?.[1];
    if (said === undefined || LEVELS.indexOf(said) >= least) write(line);
  };
}
