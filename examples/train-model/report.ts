import { pathToFileURL } from "node:url";
import { createLinkArtifact, createMarkdownArtifact, createTableArtifact } from "millrace";
import type { Model } from "./model.ts";
import type { Rated, Verdict } from "./tasks.ts";

/** Leaves on the run's page what a person wants to see of it: the model's card, the candidates, and where the experiment is. */
export async function leaveArtifacts(rated: readonly Rated[], model: Model, verdict: Verdict, experiment: string): Promise<void> {
  await createMarkdownArtifact({ key: "flight-delay-model", description: "The model this run made.", markdown: modelCard(model, verdict) });
  const table = rated.map(({ forest: { candidate }, holdout }) => ({
    ...candidate,
    "held-out RMSE": round(holdout.rmse),
    "held-out MAE": round(holdout.mae),
  }));
  await createTableArtifact({ key: "candidates", description: "Every candidate on held-out flights of the training month.", table });
  const link = experiment.startsWith("http") ? experiment : pathToFileURL(experiment).href;
  await createLinkArtifact({ key: "experiment", description: "Where the experiment is recorded.", link, text: "The experiment" });
}

function modelCard(model: Model, { model: score, mean, hour }: Verdict): string {
  const { candidate } = model.forest;
  const row = (name: string, { rmse, mae }: { rmse: number; mae: number }) => `| ${name} | ${rmse.toFixed(2)} | ${mae.toFixed(2)} |`;
  return `# Flight delays: ${candidate.name}

A random forest of ${candidate.trees} trees, ${candidate.depth} levels deep, that predicts how many minutes late a flight arrives,
from what is known when it is scheduled to depart.

| on ${score.flights} flights of ${model.validation.month} | RMSE, minutes | MAE, minutes |
|---|---:|---:|
${row("this model", score)}
${row("the mean of the hour of departure", hour)}
${row("the mean of the training month", mean)}

Delays are mostly chance as far as this data tells: the model removes ${(100 * (1 - (score.rmse / mean.rmse) ** 2)).toFixed(1)} % of their variance.
It was chosen on held-out flights of the training month; the validation month had no say. Data: \`${model.dataVersion}\`.

Features: ${model.features.join(", ")}.
`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
