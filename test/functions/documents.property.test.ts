import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StateType } from "#core/contract/states.ts";
import { systemIds } from "#core/ports/system.ts";
import { enterFlowRunState, enterTaskRunState, newFlowRunRecord, newTaskRunRecord } from "#core/rules/transitions.ts";
import { flowRunDocument, flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { epochOfRank, recordOfSnapshot, taskRunDocument, taskRunRecord } from "#functions/services/documents/task-run.ts";
import { START } from "./support/api.ts";
import { snapshot } from "./support/seed.ts";

const types = fc.array(fc.constantFrom<StateType>("SCHEDULED", "PENDING", "RUNNING", "PAUSED", "COMPLETED", "FAILED", "CANCELLING"), {
  maxLength: 60,
});
const json = fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
const name = fc.option(fc.constantFrom("Late", "Retrying", "Custom"), { nil: undefined });
const state = fc.record({ name, message: fc.option(fc.string(), { nil: undefined }), data: fc.jsonValue({ maxDepth: 1 }) });
const wire = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe("what a document holds", () => {
  it("is the flow run as it was, whatever states it went through", () => {
    fc.assert(
      fc.property(types, state, json, fc.boolean(), fc.boolean(), (path, detail, parameters, hasParent, isDeployed) => {
        const made = {
          flow_id: systemIds.uuid(),
          parameters,
          tags: Object.keys(parameters),
          ...(isDeployed && { deployment_id: systemIds.uuid() }),
          ...(hasParent && { parent_task_run_id: systemIds.runId() }),
        };
        let record = newFlowRunRecord(made, { now: START, id: systemIds.runId(), parentFlowRunId: hasParent ? systemIds.runId() : null });
        path.forEach((type, step) => {
          record = enterFlowRunState(record, { type, ...detail } as never, { now: START + step });
        });
        const document = flowRunDocument(record);
        expect(flowRunRecord({ ...document, body: wire(document.body) })).toEqual(wire(record));
      }),
    );
  });

  it("is the task run as it was", () => {
    fc.assert(
      fc.property(types, state, fc.boolean(), (path, detail, isLoose) => {
        const made = { task_key: "k", dynamic_key: "0", ...(!isLoose && { flow_run_id: systemIds.runId() }) };
        let record = newTaskRunRecord(made, { now: START, id: systemIds.runId() });
        path.forEach((type, step) => {
          record = enterTaskRunState(record, { type, ...detail } as never, { now: START + step });
        });
        const document = taskRunDocument(record, 3);
        expect(taskRunRecord({ ...document, body: wire(document.body) })).toEqual(wire(record));
        expect(epochOfRank(document.rank)).toBe(3);
      }),
    );
  });

  it("stays below a kilobyte for a plain task run, and so costs one write unit and one for its index", () => {
    const run = systemIds.runId();
    const told = snapshot(["PENDING", "RUNNING", "COMPLETED"], {
      task_inputs: { x: [{ input_type: "task_run", id: systemIds.runId() }] },
      tags: ["etl"],
    });
    const document = taskRunDocument(recordOfSnapshot(told as never, run), 1);
    expect(JSON.stringify(document.body).length).toBeLessThan(900);
  });
});
