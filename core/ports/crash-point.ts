let armed: ((name: string) => void) | undefined;

/** A named place between two effects where tests let the process die. Does nothing unless {@link armCrashPoint} was called. */
export function passCrashPoint(name: string): void {
  if (armed !== undefined) armed(name);
}

/** Arms the points: `strike` is called at each with its name, and may throw or end the process. `undefined` disarms. */
export function armCrashPoint(strike: ((name: string) => void) | undefined): void {
  armed = strike;
}
