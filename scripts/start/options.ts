import { parseArgs } from "node:util";

/** What `npm start --` understands. */
export interface StartOptions {
  readonly port: string | undefined;
  readonly dataDir: string | undefined;
  readonly pipeline: boolean;
  readonly once: boolean;
  readonly open: boolean;
  readonly help: boolean;
}

/** Reads the command line of `npm start`; throws with a sentence for an option it does not know. */
export function parseOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      "data-dir": { type: "string" },
      "no-pipeline": { type: "boolean", default: false },
      once: { type: "boolean", default: false },
      open: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return {
    port: values.port,
    dataDir: values["data-dir"],
    pipeline: !values["no-pipeline"],
    once: values.once,
    open: values.open,
    help: values.help,
  };
}

/** Answer to `npm start -- --help`. */
export const help = `npm start [-- options]

Starts Millrace on this machine (API and console on http://127.0.0.1:4200, or the next free port), deploys the model-training
pipeline of examples/train-model with a schedule of five minutes, starts an agent for it, runs it once, and goes on until Ctrl-C.
Data of earlier starts are kept.

  --port <port>            this port, and no other
  --data-dir <directory>   keep the data there (default: ~/.millrace/data)
  --no-pipeline            only serve: no deployment, no agent
  --once                   end when the first run has ended, exit code 0 if it completed; the schedule is left paused
  --open                   open the run, or the console, in the browser
  --help                   show this

Settings of the environment and the profile count too: npx millrace config view
More commands: npx millrace --help`;
