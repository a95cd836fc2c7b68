import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State, StateType } from "#core/contract/states.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { stateId } from "#core/rules/ids.ts";
import { makeState } from "#core/rules/states.ts";
import { EngineFuture } from "../task/future.ts";
import type { TaskCall } from "./call-task.ts";
import { findFutures, replaceFutures } from "./resolve.ts";
import type { TaskDefinition } from "./task-definition.ts";

/** Calls a task outside of any flow: the function runs as it is, once, and nothing is recorded, retried, cached or timed. */
export function callPlainly(task: TaskDefinition, { self, args, waitFor }: TaskCall): EngineFuture<unknown> {
  const id = systemIds.runId();
  let number = 0;
  const enter = (type: StateType): State => {
    number += 1;
    return makeState({ type }, { id: stateId(id, number), timestamp: formatTimestamp(systemClock.now()) });
  };
  const source = { id, name: task.name, state: enter("RUNNING"), sleep: systemClock.sleep };
  const future = new EngineFuture<unknown>(source, { quiet: false });
  const call = async () => {
    const values = new Map<unknown, unknown>();
    for (const { future: found, allowFailure } of findFutures([args, waitFor])) {
      values.set(found, await found.outcome.catch((error: unknown) => (allowFailure ? error : Promise.reject(error))));
    }
    return (task.fn as (...args: unknown[]) => unknown).apply(
      self,
      args.map((value) => replaceFutures(value, ({ future: found }) => values.get(found))),
    );
  };
  call().then(
    (value) => {
      source.state = enter("COMPLETED");
      future.complete(value);
    },
    (error: unknown) => {
      source.state = enter("FAILED");
      future.fail(error);
    },
  );
  return future;
}
