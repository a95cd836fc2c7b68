import { describe, expect, it } from "vitest";
import { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import { flowRun, taskRun } from "../rules/records.ts";

describe("stored documents", () => {
  it("of a newer server can be read by an older one", () => {
    expect(FlowRunRecord.parse({ ...flowRun(), colour: "red" })).toEqual(flowRun());
    expect(TaskRunRecord.parse({ ...taskRun(), colour: "red" })).toEqual(taskRun());
  });

  it("survive being written as JSON", () => {
    const record = flowRun(["PENDING", "RUNNING", { type: "FAILED", message: "Boom", data: { type: "error", stack: null } }]);
    expect(FlowRunRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });
});
