import { expect, it } from "vitest";
import { runPlaceWords } from "../../../web/src/lib/placement.ts";

const now = { type: "ecs", cpu: 512, memory: 2048, spot: false } as const;
const ran = (ran_on: Parameters<typeof runPlaceWords>[0]["ran_on"]) => runPlaceWords({ ran_on, start_time: "2026-11-26T12:00:00Z" }, now);

it("says where a run ran by what was noted when it was claimed, not by what its deployment says now", () => {
  expect(ran({ type: "ecs", holder: "ecs:abc", cpu: 1024, memory: 4096, spot: true })).toBe("Fargate, 1 vCPU, 4 GiB, on Spot, task abc");
  expect(ran({ type: "ecs", holder: "ecs:abc" })).toBe("Fargate, task abc");
  expect(ran({ type: "lambda", holder: "runner 1-2" })).toBe("Lambda, runner 1-2");
  expect(ran({ type: "subprocess", holder: "laptop:1" })).toBe("Agent laptop:1");
});

it("says of a run that waits where its deployment would have it, and nothing where nothing was noted", () => {
  expect(runPlaceWords({ ran_on: null, start_time: null }, now)).toBe("Fargate, 0.5 vCPU, 2 GiB");
  expect(runPlaceWords({ ran_on: null, start_time: null }, { type: "subprocess" })).toBeUndefined();
  expect(runPlaceWords({ ran_on: null, start_time: null })).toBeUndefined();
  expect(ran(null)).toBeUndefined();
});
