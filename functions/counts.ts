/** How often things happened, by the names that CloudWatch, its alarms and its dashboard know them by. */
export type Counts = Readonly<Record<string, number>>;

/** Takes what happened to where it is counted. */
export type Count = (counts: Counts) => Promise<void>;

/** By CloudWatch, which reads the log of a function. */
export const countByLog: Count = async (counts) => {
  if (Object.values(counts).some((count) => count > 0)) (await import("./metrics.ts")).writeCounts(counts);
};
