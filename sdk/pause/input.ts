import { ApiError } from "#core/contract/client.ts";
import type { FlowRunInput } from "#core/contract/run-inputs.ts";
import type { State } from "#core/contract/states.ts";
import { parameterSchemaOf } from "../deployments/parameter-schema.ts";
import { patienceOf } from "../engine/conclude-flow.ts";
import type { FlowRunScope } from "../engine/flow-run-scope.ts";
import { persistently } from "../engine/propose.ts";
import { RunInputError } from "../errors/flow-errors.ts";
import type { StandardSchema } from "../flow/standard-schema.ts";
import { validateParameters } from "../flow/validate.ts";

/** Where what a pause waits for lies among the inputs of its run. The names are Prefect's. */
export interface InputKeys {
  readonly schema: string;
  readonly response: string;
}

/** The keys of a pause. */
export function inputKeys(pauseKey: string): InputKeys {
  return { schema: `paused-${pauseKey}-schema`, response: `paused-${pauseKey}-response` };
}

/** Says what input the paused run waits for. */
export async function saveSchema(run: FlowRunScope, { schema: key }: InputKeys, schema: StandardSchema): Promise<void> {
  const { client } = run.runtime;
  const value = JSON.stringify(parameterSchemaOf(schema) ?? {});
  await persistently(
    async () => {
      // an earlier attempt may have waited for something else
      await client.deleteFlowRunInput({ params: { id: run.id, key } }).catch(ifStatus(404));
      await client.createFlowRunInput({ params: { id: run.id }, body: { key, value } }).catch(ifStatus(409));
    },
    patienceOf(run),
    run.hurry.signal,
  );
}

/**
 * The input a run went on with.
 *
 * @param paused the state it went on from; undefined if it passed the pause in an earlier attempt.
 * @throws RunInputError if there is none that fits.
 */
export async function readInput(run: FlowRunScope, keys: InputKeys, schema: StandardSchema, paused: State | undefined): Promise<unknown> {
  const found = await persistently(() => find(run, keys.response), patienceOf(run), run.hurry.signal);
  // what an earlier attempt was given says nothing to this one
  const given = found === undefined || (paused !== undefined && found.sender !== paused.id) ? undefined : found;
  try {
    return await validateParameters(run.flow.name, schema, given === undefined ? {} : JSON.parse(given.value));
  } catch (error) {
    const why = given === undefined ? "it was resumed without any" : error instanceof Error ? error.message : String(error);
    throw new RunInputError(run.name, why, error);
  }
}

async function find(run: FlowRunScope, key: string): Promise<FlowRunInput | undefined> {
  const found = await run.runtime.client.filterFlowRunInputs({ params: { id: run.id }, body: { prefix: key, limit: 200 } });
  return found.find((input) => input.key === key);
}

function ifStatus(status: number): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof ApiError && error.status === status)) throw error;
  };
}
