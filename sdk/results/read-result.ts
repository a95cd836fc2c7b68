import type { State } from "#core/contract/states.ts";
import { currentScope } from "../context/scope.ts";
import { currentRuntime } from "../engine/runtime.ts";
import { readKept } from "./keep.ts";

/**
 * The result a state stands for, if it was kept (`persistResult`), from wherever it is: the state of a future, of `flow.run(…)`, or one
 * read from the API.
 *
 * @throws MissingResultError if it was not kept, or is gone.
 */
export async function readResult(state: Pick<State, "data">): Promise<unknown> {
  const { blobs } = currentScope()?.flowRun.runtime ?? (await currentRuntime());
  return readKept(state.data, blobs);
}
