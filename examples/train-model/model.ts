import { readFile, rename, writeFile } from "node:fs/promises";
import { type Encoders, encodeFlight, type FlightFacts, featureNames } from "./encoders.ts";
import { type Forest, predictDelays } from "./train.ts";

/** A model as it is stored: the forest, how flights become its features, and where both come from. */
export interface Model {
  format: "train-model/1";
  features: string[];
  encoders: Encoders;
  forest: Forest;
  /** RMSE in minutes on the validation month, of the model and of always saying the mean. */
  validation: { month: string; rmse: number; baseline: number };
  dataVersion: string;
}

/** Writes a model to a JSON file; a reader sees the old one or the new one, never half of one. */
export async function saveModel(file: string, model: Model): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(model));
  await rename(`${file}.part`, file);
}

/** Reads a model that {@link saveModel} wrote, and refuses one whose features this code does not make. */
export async function loadModel(file: string): Promise<Model> {
  const model = JSON.parse(await readFile(file, "utf8")) as Model;
  if (model.format !== "train-model/1" || model.features.join() !== featureNames.join()) {
    throw new Error(`${file} holds a model of other features or of another format than this code makes. Train it again.`);
  }
  return model;
}

/** Predicts the delays of flights, in minutes. */
export function predictFlights(model: Model, flights: readonly FlightFacts[]): number[] {
  return predictDelays(
    model.forest,
    flights.map((flight) => encodeFlight(flight, model.encoders)),
  );
}
