import { RandomForestRegression } from "ml-random-forest";
import { type Matrix, rowsOf } from "./matrix.ts";
import { randomNumbers } from "./random.ts";

/** One choice of hyper-parameters. */
export interface Candidate {
  name: string;
  trees: number;
  /** Levels below the root. */
  depth: number;
  /** A node of at most so many flights is not split. */
  leaf: number;
  /** Flights each tree is grown on, drawn anew for each. */
  sample: number;
  /** Share of the features each tree sees. */
  features: number;
}

/** A trained forest as plain JSON. */
export interface Forest {
  candidate: Candidate;
  model: ForestModel;
}

type ForestModel = ReturnType<RandomForestRegression["toJSON"]>;

/**
 * Grows a random forest, one tree at a time, each on its own random sample of the rows.
 * ml-random-forest would draw samples as large as the data, and tries every row of it as a split of every other,
 * so that its time grows with the square; many small samples use as much of the data in a fraction of it.
 */
export function trainForest(rows: Matrix, candidate: Candidate, seed: number): Forest {
  const random = randomNumbers(seed);
  const inputs = rowsOf(rows);
  const trees = Array.from({ length: candidate.trees }, () => {
    const sample = Array.from({ length: candidate.sample }, () => Math.floor(random() * inputs.length));
    const tree = new RandomForestRegression({
      seed: Math.floor(random() * 2 ** 31),
      nEstimators: 1,
      maxFeatures: candidate.features,
      replacement: false,
      useSampleBagging: false,
      noOOB: true,
      treeOptions: { maxDepth: candidate.depth, minNumSamples: candidate.leaf },
    });
    tree.train(
      sample.map((index) => inputs[index]!),
      sample.map((index) => rows.delays[index]!),
    );
    return tree.toJSON();
  });
  return { candidate, model: plantTogether(trees) };
}

/** Predicted delays in minutes, one for each row. */
export function predictDelays(forest: Forest, rows: number[][]): number[] {
  return RandomForestRegression.load(forest.model).predict(rows);
}

/** One forest of forests of one tree. */
function plantTogether(forests: ForestModel[]): ForestModel {
  const models = forests.map((forest) => forest.baseModel);
  const baseModel = {
    ...models[0]!,
    nEstimators: models.length,
    indexes: models.flatMap((model) => model.indexes),
    estimators: models.flatMap((model) => model.estimators),
  };
  // through JSON once, so that a forest fresh from training is the very one that is stored
  return JSON.parse(JSON.stringify({ ...forests[0]!, baseModel }));
}
