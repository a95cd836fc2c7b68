import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { featureNames } from "../../examples/train-model/encoders.ts";
import { type Model, predictFlights } from "../../examples/train-model/model.ts";
import { randomNumbers } from "../../examples/train-model/random.ts";
import { createModelServer } from "../../examples/train-model/serve.ts";
import { trainForest } from "../../examples/train-model/train.ts";

const model = smallModel();
const flight = { departure: "2001-02-16T17:30:00", origin: "ATL", destination: "ORD", distance: 606 };

let server: Server;
let url: string;
beforeAll(async () => {
  server = createModelServer(model);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const post = async (body: string) => {
  const answer = await fetch(`${url}/predict`, { method: "POST", body });
  return { status: answer.status, body: (await answer.json()) as { delays: number[]; unit: string } };
};

describe("the prediction server", () => {
  it("predicts as the model does", async () => {
    const { status, body } = await post(JSON.stringify({ flights: [flight, { ...flight, landed: 5, landedDelay: 80 }] }));
    const facts = { departed: Date.UTC(2001, 1, 16, 17, 30), origin: "ATL", destination: "ORD", distance: 606 };
    const expected = predictFlights(model, [
      { ...facts, landed: 0, landedDelay: null },
      { ...facts, landed: 5, landedDelay: 80 },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual({ delays: expected.map((delay) => Math.round(delay * 10) / 10), unit: "minutes" });
    expect(body.delays[0]).not.toBe(body.delays[1]);
  });

  it("says what it serves, and that it is well", async () => {
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ ok: true });
    expect(await (await fetch(`${url}/model?x`)).json()).toMatchObject({
      dataVersion: "v1",
      candidate: { name: "small" },
      validation: { rmse: 30 },
    });
  });

  it.each([
    ["no JSON", "flights", 400, "not JSON"],
    ["no flights", JSON.stringify({ flights: [] }), 422, '"at":"flights"'],
    ["a bad airport", JSON.stringify({ flights: [{ ...flight, origin: "Atlanta" }] }), 422, '"at":"flights.0.origin"'],
    ["a bad time", JSON.stringify({ flights: [{ ...flight, departure: "tomorrow" }] }), 422, "2001-02-16T17:30:00"],
    ["no distance", JSON.stringify({ flights: [{ ...flight, distance: undefined }] }), 422, '"at":"flights.0.distance"'],
    ["an unknown field", JSON.stringify({ flights: [{ ...flight, airline: "XX" }] }), 422, "airline"],
    ["too much", "x".repeat(1_000_001), 413, "larger than"],
  ])("refuses %s", async (_what, body, status, says) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(says);
  });

  it("knows its routes", async () => {
    const answer = await fetch(`${url}/predict`);
    expect(answer.status).toBe(404);
    expect(((await answer.json()) as { error: string }).error).toContain("POST /predict");
  });
});

function smallModel(): Model {
  const random = randomNumbers(1);
  const width = featureNames.length;
  const values = new Float64Array(300 * width).map(() => random() * 100);
  const delays = new Float64Array(300).map((_, row) => values[row * width + width - 1]!);
  const forest = trainForest({ width, values, delays }, { name: "small", trees: 5, depth: 5, leaf: 5, sample: 100, features: 1 }, 1);
  return {
    format: "train-model/1",
    features: [...featureNames],
    encoders: { mean: 7, hour: {}, origin: {}, destination: {}, route: {} },
    forest,
    validation: { month: "2001-02", rmse: 30, baseline: 31 },
    dataVersion: "v1",
  };
}
