/** A size in bytes as people say it: `512 B`, `1.5 MB`. */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const exponent = Math.min(units.length, Math.floor(Math.log10(size) / 3));
  return `${(size / 1000 ** exponent).toFixed(1)} ${units[exponent - 1]}`;
}

const units = ["kB", "MB", "GB", "TB"] as const;
