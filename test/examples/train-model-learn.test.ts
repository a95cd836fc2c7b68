import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "arquero";
import { parquetWriteFile } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeFlight, featureNames, learnEncoders } from "../../examples/train-model/encoders.ts";
import { score, scoreBaselines, scoreForest } from "../../examples/train-model/evaluate.ts";
import { buildFeatures } from "../../examples/train-model/features.ts";
import { type Matrix, rowsOf } from "../../examples/train-model/matrix.ts";
import { loadModel, type Model, predictFlights, saveModel } from "../../examples/train-model/model.ts";
import { randomNumbers } from "../../examples/train-model/random.ts";
import { type Candidate, trainForest } from "../../examples/train-model/train.ts";

const candidate: Candidate = { name: "small", trees: 12, depth: 5, leaf: 5, sample: 120, features: 1 };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "train-model-"));
});
afterAll(() => rm(directory, { recursive: true }));

describe("encoders", () => {
  const rows = table({
    hour: [8, 8, 20, 20],
    origin: ["ATL", "ATL", "JFK", "JFK"],
    destination: ["ORD", "ORD", "ORD", "ORD"],
    route: ["ATL-ORD", "ATL-ORD", "JFK-ORD", "JFK-ORD"],
    delay: [0, 0, 40, 40],
  });

  it("draw the means of few flights towards the overall mean", () => {
    const encoders = learnEncoders(rows);
    expect(encoders.mean).toBe(20);
    // two flights of 0 and twenty imagined of 20
    expect(encoders.origin.ATL).toBeCloseTo((20 * 20) / 22);
    expect(encoders.hour[20]).toBeCloseTo((2 * 40 + 20 * 20) / 22);
    expect(encoders.destination).toEqual({ ORD: 20 });
  });

  it("give the overall mean for what was never seen", () => {
    const encoded = encodeFlight(
      { departed: Date.UTC(2001, 1, 3, 5, 30), origin: "XXX", destination: "YYY", distance: 7, landed: 0, landedDelay: null },
      learnEncoders(rows),
    );
    expect(encoded).toHaveLength(featureNames.length);
    expect(encoded).toEqual([5.5, 6, 7, 20, 20, 20, 20, 20]);
  });
});

describe("features", () => {
  it("split the training month without overlap, the same way for the same seed", async () => {
    const [train, validation] = [join(directory, "train.parquet"), join(directory, "validation.parquet")];
    writeMonth(train, 1000, 1);
    writeMonth(validation, 300, 2);
    const [one, two, other] = [
      await buildFeatures(train, validation, 7),
      await buildFeatures(train, validation, 7),
      await buildFeatures(train, validation, 8),
    ];
    expect(one).toEqual(two);
    expect(other.fit.delays).not.toEqual(one.fit.delays);
    expect(one.validation.delays).toHaveLength(300);
    // each training flight has a delay of its own, so that one in both parts would show
    const both = new Set([...one.fit.delays, ...one.holdout.delays]);
    expect(both.size).toBe(one.fit.delays.length + one.holdout.delays.length);
    expect(one.fit.delays.length).toBeGreaterThan(340);
    expect(one.fit.delays.length).toBeLessThan(460);
    expect(both.size).toBeLessThan(600);
  });
});

describe("training", () => {
  const rows = pattern(600, 3);

  it("learns a pattern the mean cannot, and beats it on rows it has not seen", () => {
    const forest = trainForest(rows, candidate, 1);
    const unseen = pattern(300, 4);
    const error = scoreForest(forest, unseen).rmse;
    const mean = rows.delays.reduce((sum, delay) => sum + delay, 0) / rows.delays.length;
    expect(error).toBeLessThan(score(unseen.delays, new Array(300).fill(mean)).rmse / 2);
  });

  it("gives the same forest for the same seed and another for another", () => {
    expect(trainForest(rows, candidate, 1)).toEqual(trainForest(rows, candidate, 1));
    expect(trainForest(rows, candidate, 2)).not.toEqual(trainForest(rows, candidate, 1));
  });

  it("grows as many trees as asked", () => {
    expect(trainForest(rows, candidate, 1).model.baseModel.estimators).toHaveLength(12);
  });
});

describe("scores", () => {
  it("are the root mean square and the mean absolute error", () => {
    expect(score([0, 0, 0, 0], [3, -1, 0, 2])).toEqual({ rmse: Math.sqrt(14 / 4), mae: 1.5, flights: 4 });
  });

  it("of the baselines need only the encoders", () => {
    const matrix: Matrix = { width: 1, values: new Float64Array([8.5, 20]), delays: new Float64Array([1, 11]) };
    const encoders = { mean: 5, hour: { 8: 1, 20: 10 }, origin: {}, destination: {}, route: {} };
    expect(scoreBaselines(encoders, matrix)).toEqual({
      mean: { rmse: Math.sqrt(26), mae: 5, flights: 2 },
      hour: { rmse: Math.sqrt(0.5), mae: 0.5, flights: 2 },
    });
  });
});

describe("the stored model", () => {
  it("predicts as the one in memory", async () => {
    const file = join(directory, "model.json");
    const encoders = { mean: 9, hour: { 8: 3 }, origin: { ATL: 4 }, destination: {}, route: {} };
    const forest = trainForest(pattern(300, 5, featureNames.length), candidate, 1);
    const model: Model = {
      format: "train-model/1",
      features: [...featureNames],
      encoders,
      forest,
      validation: { month: "2001-02", rmse: 1, baseline: 2 },
      dataVersion: "v",
    };
    await saveModel(file, model);
    const flight = { departed: Date.UTC(2001, 1, 1, 8), origin: "ATL", destination: "JFK", distance: 700, landed: 3, landedDelay: 12 };
    expect(predictFlights(await loadModel(file), [flight])).toEqual(predictFlights(model, [flight]));
    expect(JSON.parse(await readFile(file, "utf8")).dataVersion).toBe("v");
    await writeFile(file, JSON.stringify({ ...model, features: ["shoe size"] }));
    await expect(loadModel(file)).rejects.toThrow(/other features/);
  });
});

/** Delays that are a step of the first number, with a little noise. */
function pattern(rows: number, seed: number, width = 3): Matrix {
  const random = randomNumbers(seed);
  const values = new Float64Array(rows * width).map(() => random());
  const delays = new Float64Array(rows).map((_, row) => (values[row * width]! > 0.5 ? 50 : 0) + random());
  return { width, values, delays };
}

function writeMonth(file: string, rows: number, seed: number): void {
  const random = randomNumbers(seed);
  const list = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row));
  parquetWriteFile({
    filename: file,
    columnData: [
      {
        name: "departed",
        data: list(() => new Date(Date.UTC(2001, 0, 1 + Math.floor(random() * 28), Math.floor(random() * 24)))),
        type: "TIMESTAMP",
      },
      { name: "delay", data: list((row) => row), type: "INT32" },
      { name: "distance", data: list(() => Math.floor(random() * 2000)), type: "INT32" },
      { name: "origin", data: list(() => (random() > 0.5 ? "ATL" : "JFK")), type: "STRING" },
      { name: "destination", data: list(() => (random() > 0.5 ? "ORD" : "MIA")), type: "STRING" },
      { name: "landed", data: list(() => Math.floor(random() * 9)), type: "INT32" },
      { name: "landed_delay", data: list(() => (random() > 0.2 ? random() * 30 : null)), type: "DOUBLE" },
    ],
  });
}

it("rowsOf gives the rows of a matrix", () => {
  expect(rowsOf({ width: 2, values: new Float64Array([1, 2, 3, 4]), delays: new Float64Array(2) })).toEqual([
    [1, 2],
    [3, 4],
  ]);
});
