// Prints the length of the result of the flow run named, from wherever it is kept.
import { readResult } from "millrace";
import { currentRuntime } from "#sdk/engine/runtime.ts";

const { client } = await currentRuntime();
const { state } = await client.readFlowRun({ params: { id: process.argv[2] as string } });
console.log((JSON.stringify(state?.data) ?? "").slice(0, 300));
console.log(String(await readResult(state!)).length);
