/** Names of the levels with the numbers they are stored as. */
export const levels = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const;

/** Name of a level. */
export type LevelName = keyof typeof levels;

/** The number of a level. */
export function levelNumber(name: LevelName): number {
  return levels[name];
}

/** The name of a number: of the level at or below it. */
export function levelName(number: number): LevelName {
  return number >= 50 ? "CRITICAL" : number >= 40 ? "ERROR" : number >= 30 ? "WARNING" : number >= 20 ? "INFO" : "DEBUG";
}
