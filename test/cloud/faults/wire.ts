import type { WireCall, WireFault } from "../lane/recorder.ts";
import { emulator } from "../support/emulator.ts";

/** Everything that has passed between the functions and the emulator. */
export async function wireCalls(): Promise<WireCall[]> {
  return (await (await fetch(`${emulator.endpoint}/_recorder/calls`)).json()) as WireCall[];
}

/** Makes the next calls fail as told. Answers how often each fault has struck since. */
export async function strike(...faults: WireFault[]): Promise<() => Promise<number[]>> {
  return strikeAt(emulator.endpoint, ...faults);
}

/** The same at an emulator of one's own. */
export async function strikeAt(endpoint: string, ...faults: WireFault[]): Promise<() => Promise<number[]>> {
  const url = `${endpoint}/_recorder/faults`;
  await fetch(url, { method: "DELETE" });
  await fetch(url, { method: "POST", body: JSON.stringify(faults) });
  return async () => ((await (await fetch(url)).json()) as { struck: number }[]).map(({ struck }) => struck);
}
