import { getRunLogger, task } from "millrace";
import type { Matrix } from "./matrix.ts";
import { type Candidate, type Forest, trainForest } from "./train.ts";

/** Trains one candidate: nothing but processor time. In a module of its own, since worker threads import it. */
export const train = task(
  { name: "train", runName: ({ args: [, candidate] }) => `train ${candidate.name}`, timeoutSeconds: 600, module: import.meta.url },
  (fit: Matrix, candidate: Candidate, seed: number): Forest => {
    const started = performance.now();
    const forest = trainForest(fit, candidate, seed);
    const seconds = (performance.now() - started) / 1000;
    getRunLogger().info(`Grew ${candidate.trees} trees of depth ${candidate.depth} in ${seconds.toFixed(1)} s`, { ...candidate, seconds });
    return forest;
  },
);
