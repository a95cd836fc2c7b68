// Parameters are checked, converted and completed before the flow's function runs.
import { flow, isMillraceError } from "millrace";
import * as z from "zod";

const Parameters = z.object({
  trees: z.number().int().min(1).max(1000),
  day: z.date(),
  model: z.enum(["forest", "linear"]).default("forest"),
});

const train = flow({ name: "train", parameters: Parameters, runName: "train {model} {day:%Y-%m-%d}" }, async ({ trees, day, model }) => {
  return `${model} of ${trees} trees on ${day.toISOString().slice(0, 10)}`;
});

// text, as it comes from a command line or a form, becomes a number and a date
console.log(await train({ trees: "5", day: "2026-11-23" } as never));

const outcome = await train.run({ trees: 0, day: new Date() });
if (!outcome.ok && isMillraceError(outcome.error)) console.log(outcome.state.name, "-", outcome.error.message);
