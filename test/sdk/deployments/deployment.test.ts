import { cronSchedule, deployment, ecs, flow, intervalSchedule, lambda, subprocess } from "millrace";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { DeploymentCreate } from "#core/contract/deployments.ts";
import { registeredDeployments } from "#sdk/deployments/registry.ts";

const train = flow(
  {
    name: "train",
    version: "7",
    description: "trains",
    retries: 2,
    parameters: z.object({ day: z.date(), trees: z.number().int().default(10), note: z.string().optional() }),
  },
  (given) => given.trees,
);

describe("deployment", () => {
  it("says all in the words of the contract", () => {
    const nightly = deployment({
      flow: train,
      name: "nightly",
      schedules: [intervalSchedule({ minutes: 5 }), cronSchedule("0 9 * * *", { overlap: "queue", catchUp: "none", slug: "nine" })],
      tags: ["ml"],
      parameters: { day: new Date("2026-11-23T00:00Z"), trees: 20 },
      workQueue: "gpu",
      infrastructure: subprocess({ env: { A: "1" }, workingDir: "/srv" }),
      retries: 1,
      retryDelaySeconds: 30,
      crashRetries: 0,
      concurrency: { limit: 2, onCollision: "cancel-new" },
      overlap: "skip",
      catchUp: { withinSeconds: 60 },
      paused: true,
    });
    expect(nightly).toMatchObject({ fullName: "train/nightly", flowName: "train", name: "nightly" });
    expect(nightly.request).toMatchObject({
      name: "nightly",
      version: "7",
      description: "trains",
      tags: ["ml"],
      parameters: { day: "2026-11-23T00:00:00.000Z", trees: 20 },
      work_queue_name: "gpu",
      infrastructure: { type: "subprocess", env: { A: "1" }, working_dir: "/srv" },
      retries: { retries: 1, retry_delay: 30, crash_retries: 0 },
      concurrency_limit: 2,
      concurrency_options: { collision_strategy: "CANCEL_NEW" },
      paused: true,
      schedules: [
        { active: true, overlap: "skip", catch_up: { within: 60 } },
        { active: true, overlap: "queue", catch_up: "none", slug: "nine" },
      ],
    });
    const body = DeploymentCreate.parse({ ...nightly.request, flow_id: "019ab3c4-11d2-7000-8abc-000000000001" });
    expect(JSON.parse(JSON.stringify(body)).parameter_openapi_schema).toMatchObject({
      type: "object",
      required: ["day"],
      properties: {
        day: {
          anyOf: [
            { type: "string", format: "date-time" },
            { type: "string", format: "date" },
          ],
        },
        trees: { type: "integer", default: 10 },
        note: { type: "string" },
      },
    });
  });

  it("takes defaults, those of the flow among them", () => {
    const { request, name } = deployment({ flow: train });
    expect(name).toBe("default");
    expect(request).toMatchObject({ schedules: [], tags: [], parameters: {}, work_queue_name: null, concurrency_limit: null });
    expect(request).toMatchObject({
      retries: { retries: 2, retry_delay: null, crash_retries: null },
      infrastructure: { type: "subprocess" },
    });
    expect(request).not.toHaveProperty("paused");
  });

  it("counts also where nobody exports it", () => {
    deployment({ flow: train, name: "bare" });
    expect(registeredDeployments().map(({ fullName }) => fullName)).toContain("train/bare");
  });

  it("has no schema of parameters where the flow has none, and takes those of other libraries", () => {
    expect(deployment({ flow: flow("plain", (n: number) => n), name: "a" }).request.parameter_openapi_schema).toEqual({});
    const foreign = {
      "~standard": {
        version: 1 as const,
        vendor: "other",
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: ({ target }: { target: string }) => ({ type: "object", $schema: target }) },
      },
    };
    const other = flow({ name: "other", parameters: foreign }, (value) => value);
    expect(deployment({ flow: other }).request.parameter_openapi_schema).toEqual({ type: "object", $schema: "draft-2020-12" });
  });

  const wrong: [string, object][] = [
    ["flow", { flow: () => 1 }],
    ["flow", {}],
    ["name", { flow: train, name: "a/b" }],
    ["name", { flow: train, name: "" }],
    ["tags", { flow: train, tags: [""] }],
    ["schedules", { flow: train, schedule: intervalSchedule({ days: 1 }), schedules: [] }],
    ["schedule", { flow: train, schedule: "0 9 * * *" }],
    ["schedules[1]", { flow: train, schedules: [intervalSchedule({ days: 1 }), { minutes: 5 }] }],
    ["retries", { flow: train, retries: -1 }],
    ["retryDelaySeconds", { flow: train, retryDelaySeconds: "1" }],
    ["crashRetries", { flow: train, crashRetries: 1.5 }],
    ["concurrency", { flow: train, concurrency: 0 }],
    ["concurrency", { flow: train, concurrency: {} }],
    ["concurrency.onCollision", { flow: train, concurrency: { limit: 1, onCollision: "drop" } }],
    ["overlap", { flow: train, overlap: "never" }],
    ["catchUp", { flow: train, catchUp: {} }],
    ["workQueue", { flow: train, workQueue: "" }],
    ["infrastructure", { flow: train, infrastructure: { type: "docker" } }],
  ];
  it.each(wrong)("refuses a bad %s, naming it", (option, options) => {
    expect(() => deployment(options as { flow: typeof train })).toThrow(
      expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(`an option ${option} that`) }),
    );
  });

  it("describes a Fargate task, with the least memory its CPU has", () => {
    expect(ecs()).toEqual({ type: "ecs", cpu: 512, memory: 1024, spot: true });
    expect(ecs({ cpu: 256 })).toEqual({ type: "ecs", cpu: 256, memory: 512, spot: true });
    expect(ecs({ cpu: 4096, memory: 16_384, spot: false, image: "example.com/r:1", env: { A: "1" } })).toEqual({
      type: "ecs",
      cpu: 4096,
      memory: 16_384,
      spot: false,
      image: "example.com/r:1",
      env: { A: "1" },
    });
  });

  it.each([
    ["cpu", { cpu: 1000 }],
    ["memory", { cpu: 512, memory: 512 }],
    ["memory", { cpu: 256, memory: 1536 }],
    ["memory", { cpu: 8192, memory: 17_408 }],
    ["image", { image: "" }],
    ["env.A=B", { env: { "A=B": "" } }],
  ])("refuses a task with a bad %s, which Fargate does not have", (option, options) => {
    expect(() => ecs(options)).toThrow(`option ${option}`);
  });

  it("sends runs of lambda() to the runner, and refuses what one function cannot be for each", () => {
    expect(lambda()).toEqual({ type: "lambda" });
    expect(lambda({ env: { A: "1" }, timeoutSeconds: 60 })).toEqual({ type: "lambda", env: { A: "1" }, timeout_seconds: 60 });
    expect(() => lambda({ memory: 512 } as object)).toThrow("option memory");
    expect(() => lambda({ timeoutSeconds: 901 })).toThrow("option timeoutSeconds");
    expect(() => lambda({ env: { "A=B": "" } })).toThrow("option env.A=B");
    expect(deployment({ flow: train, infrastructure: lambda() }).request.infrastructure).toEqual({ type: "lambda" });
  });

  it("refuses a subprocess that could not start", () => {
    expect(() => subprocess({ workingDir: "here" })).toThrow("option workingDir");
    expect(() => subprocess({ env: { "A=B": "" } })).toThrow("option env.A=B");
  });
});
