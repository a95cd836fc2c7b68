import * as z from "zod";

const month = z.string().regex(/^2001-0[1-6]$/, "a month of the data set, 2001-01 to 2001-06");

const CandidateParameters = z.strictObject({
  name: z.string().regex(/^[\w-]+$/),
  trees: z.int().min(1).max(1000),
  depth: z.int().min(1).max(20),
  leaf: z.int().min(1),
  sample: z.int().min(10).max(5000),
  features: z.number().gt(0).max(1),
});

/** What a training run can be told. Everything has a default; text such as "5000" is taken for the number it says. */
export const TrainParameters = z
  .strictObject({
    /** How many flights to learn from and judge with, of both months together. */
    rows: z.coerce.number().int().min(2_000).max(1_000_000).default(80_000),
    trainMonth: month.default("2001-01"),
    validationMonth: month.default("2001-02"),
    candidates: z
      .array(CandidateParameters)
      .min(1)
      .default([
        { name: "shallow", trees: 24, depth: 4, leaf: 20, sample: 300, features: 0.8 },
        { name: "middle", trees: 24, depth: 6, leaf: 40, sample: 400, features: 0.8 },
        { name: "deep", trees: 20, depth: 8, leaf: 15, sample: 400, features: 0.6 },
      ]),
    seed: z.coerce.number().int().default(42),
    /** Where Parquet files, the model and the experiments go. */
    directory: z.string().min(1).default(".millrace/train-model"),
  })
  .refine(({ trainMonth, validationMonth }) => trainMonth !== validationMonth, {
    path: ["validationMonth"],
    error: "another month than the one trained on: a model is not judged on what it has seen",
  });
export type TrainParameters = z.output<typeof TrainParameters>;
