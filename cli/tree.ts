import type { Command } from "commander";
import type { Cli } from "./cli.ts";

/** What a command's file exports: it declares arguments, options, examples and the action. */
export type Define = (command: Command, cli: Cli) => void;

/** A command of the tree: shown in help from its summary alone, loaded only when it is called. */
export interface Leaf {
  readonly summary: string;
  readonly load: () => Promise<{ readonly define: Define }>;
}

/** A group of commands on one kind of thing. */
export interface Noun {
  readonly summary: string;
  /** A verb may be a noun again: `block type ls`. */
  readonly verbs: Readonly<Record<string, Leaf | Noun>>;
}

/** Every command, by noun and verb. */
export const tree: Readonly<Record<string, Leaf | Noun>> = {
  version: { summary: "Show the version of Millrace and of what it runs on", load: () => import("./commands/version.ts") },
  status: { summary: "How the server is: queues, agents, schedules, what needs a look", load: () => import("./commands/status.ts") },
  server: {
    summary: "Run the API and the console on this machine",
    verbs: {
      start: { summary: "Start the server", load: () => import("./commands/server/start.ts") },
      stop: { summary: "Stop the server of a data directory", load: () => import("./commands/server/stop.ts") },
      status: { summary: "Is a server running, and where", load: () => import("./commands/server/status.ts") },
    },
  },
  config: {
    summary: "Settings of the profile in use",
    verbs: {
      view: { summary: "Show every setting and where its value comes from", load: () => import("./commands/config/view.ts") },
      set: { summary: "Set settings in the profile", load: () => import("./commands/config/set.ts") },
      unset: { summary: "Remove settings from the profile", load: () => import("./commands/config/unset.ts") },
    },
  },
  profile: {
    summary: "Named sets of settings",
    verbs: {
      ls: { summary: "List profiles", load: () => import("./commands/profile/ls.ts") },
      create: { summary: "Make a profile", load: () => import("./commands/profile/create.ts") },
      use: { summary: "Choose the profile in use", load: () => import("./commands/profile/use.ts") },
      inspect: { summary: "Show what a profile holds", load: () => import("./commands/profile/inspect.ts") },
      rename: { summary: "Rename a profile", load: () => import("./commands/profile/rename.ts") },
      delete: { summary: "Delete a profile", load: () => import("./commands/profile/delete.ts") },
    },
  },
  cloud: {
    summary: "Signing in to an API with a token",
    verbs: {
      login: { summary: "Check a token and keep it in the profile", load: () => import("./commands/cloud/login.ts") },
      logout: { summary: "Remove the token from the profile", load: () => import("./commands/cloud/logout.ts") },
      whoami: { summary: "Say as whom the API knows you", load: () => import("./commands/cloud/whoami.ts") },
    },
  },
  token: {
    summary: "Who may call the API, and as what",
    verbs: {
      create: { summary: "Make a token; it is shown once", load: () => import("./commands/token/create.ts") },
      ls: { summary: "List tokens and when they were last used", load: () => import("./commands/token/ls.ts") },
      revoke: { summary: "End a token", load: () => import("./commands/token/revoke.ts") },
    },
  },
  flow: {
    summary: "Flows the API knows",
    verbs: {
      ls: { summary: "List flows", load: () => import("./commands/flow/ls.ts") },
      inspect: { summary: "Show one flow and its latest runs", load: () => import("./commands/flow/inspect.ts") },
    },
  },
  deployment: {
    summary: "Flows with schedules, parameters and a queue, run by agents",
    verbs: {
      create: { summary: "Bundle a file and bring its deployments up to date", load: () => import("./commands/deployment/create.ts") },
      build: {
        summary: "Bundle a file and write its deployments down, without the API",
        load: () => import("./commands/deployment/build.ts"),
      },
      apply: { summary: "Bring deployments up to date from what was built", load: () => import("./commands/deployment/apply.ts") },
      ls: { summary: "List deployments", load: () => import("./commands/deployment/ls.ts") },
      inspect: {
        summary: "Show one deployment: schedules, parameters, code, latest runs",
        load: () => import("./commands/deployment/inspect.ts"),
      },
      run: { summary: "Run a deployment", load: () => import("./commands/deployment/run.ts") },
      preview: { summary: "Show when a deployment runs next", load: () => import("./commands/deployment/preview.ts") },
      "set-schedule": {
        summary: "Give a deployment a schedule: its only one, one more, or in place of one",
        load: () => import("./commands/deployment/set-schedule.ts"),
      },
      schedule: {
        summary: "Schedules of a deployment one by one",
        verbs: {
          ls: { summary: "List the schedules of a deployment", load: () => import("./commands/deployment/schedule/ls.ts") },
          pause: { summary: "Stop single schedules", load: () => import("./commands/deployment/schedule/pause.ts") },
          resume: { summary: "Let single schedules fire again", load: () => import("./commands/deployment/schedule/resume.ts") },
          delete: { summary: "Delete single schedules", load: () => import("./commands/deployment/schedule/delete.ts") },
        },
      },
      pause: { summary: "Stop scheduling deployments", load: () => import("./commands/deployment/pause.ts") },
      resume: { summary: "Schedule deployments again", load: () => import("./commands/deployment/resume.ts") },
      delete: { summary: "Delete deployments with their scheduled runs", load: () => import("./commands/deployment/delete.ts") },
    },
  },
  "work-queue": {
    summary: "Queues that agents take runs from",
    verbs: {
      create: { summary: "Create a work queue", load: () => import("./commands/work-queue/create.ts") },
      ls: { summary: "List work queues by priority", load: () => import("./commands/work-queue/ls.ts") },
      inspect: { summary: "Show one work queue: health, slots", load: () => import("./commands/work-queue/inspect.ts") },
      preview: { summary: "Show the runs a work queue will hand out", load: () => import("./commands/work-queue/preview.ts") },
      pause: { summary: "Stop handing out runs", load: () => import("./commands/work-queue/pause.ts") },
      resume: { summary: "Hand out runs again", load: () => import("./commands/work-queue/resume.ts") },
      "set-concurrency-limit": {
        summary: "Set how many runs may go on at once",
        load: () => import("./commands/work-queue/set-concurrency-limit.ts"),
      },
      delete: { summary: "Delete work queues", load: () => import("./commands/work-queue/delete.ts") },
    },
  },
  "flow-run": {
    summary: "Runs of flows",
    verbs: {
      ls: { summary: "List flow runs, newest first", load: () => import("./commands/flow-run/ls.ts") },
      inspect: { summary: "Show one flow run: parameters, states, task runs, error", load: () => import("./commands/flow-run/inspect.ts") },
      logs: { summary: "Print the log lines of a flow run", load: () => import("./commands/flow-run/logs.ts") },
      why: { summary: "Say why a flow run has not started", load: () => import("./commands/flow-run/why.ts") },
      cancel: { summary: "Cancel flow runs", load: () => import("./commands/flow-run/cancel.ts") },
      retry: { summary: "Run an ended flow run again, from what did not complete", load: () => import("./commands/flow-run/retry.ts") },
      pause: { summary: "Pause a running flow run", load: () => import("./commands/flow-run/pause.ts") },
      resume: { summary: "Let a paused flow run go on", load: () => import("./commands/flow-run/resume.ts") },
      delete: { summary: "Delete flow runs with their task runs and logs", load: () => import("./commands/flow-run/delete.ts") },
    },
  },
  agent: {
    summary: "Processes that take runs of work queues and run them",
    verbs: {
      start: { summary: "Take runs of work queues, each in a process of its own", load: () => import("./commands/agent/start.ts") },
      ls: { summary: "List agents heard of lately", load: () => import("./commands/agent/ls.ts") },
    },
  },
  "task-run": {
    summary: "Runs of tasks",
    verbs: {
      ls: { summary: "List task runs, newest first", load: () => import("./commands/task-run/ls.ts") },
      inspect: { summary: "Show one task run: states, inputs, error", load: () => import("./commands/task-run/inspect.ts") },
    },
  },
  storage: {
    summary: "Where results and bundles lie: Amazon S3 and the like, or a directory",
    verbs: {
      create: { summary: "Set a storage up; it is tested before it is saved", load: () => import("./commands/storage/create.ts") },
      ls: { summary: "List storages, and where new results go", load: () => import("./commands/storage/ls.ts") },
      inspect: { summary: "Show one storage, without its secrets", load: () => import("./commands/storage/inspect.ts") },
      test: { summary: "Write, read and delete a test object", load: () => import("./commands/storage/test.ts") },
      "set-default": { summary: "Send new results and bundles to a storage", load: () => import("./commands/storage/set-default.ts") },
      "clear-default": {
        summary: "Keep new results and bundles with the server",
        load: () => import("./commands/storage/clear-default.ts"),
      },
      delete: { summary: "Forget a storage; what it holds stays there", load: () => import("./commands/storage/delete.ts") },
    },
  },
  block: {
    summary: "Configuration under a name: storages, webhooks, secrets",
    verbs: {
      ls: { summary: "List blocks", load: () => import("./commands/block/ls.ts") },
      inspect: { summary: "Show one block, its secrets as ********", load: () => import("./commands/block/inspect.ts") },
      delete: { summary: "Delete a block", load: () => import("./commands/block/delete.ts") },
      type: {
        summary: "Kinds of blocks",
        verbs: { ls: { summary: "List block types", load: () => import("./commands/block/type/ls.ts") } },
      },
    },
  },
  variable: {
    summary: "Values that flows read by name; not for secrets",
    verbs: {
      ls: { summary: "List variables", load: () => import("./commands/variable/ls.ts") },
      get: { summary: "Print the value of a variable", load: () => import("./commands/variable/get.ts") },
      set: { summary: "Set a variable", load: () => import("./commands/variable/set.ts") },
      delete: { summary: "Delete a variable", load: () => import("./commands/variable/delete.ts") },
    },
  },
  "concurrency-limit": {
    summary: "How much may go on at once, by name or tag; rate limits too",
    verbs: {
      create: { summary: "Make a limit", load: () => import("./commands/concurrency-limit/create.ts") },
      ls: { summary: "List limits and how many slots are in use", load: () => import("./commands/concurrency-limit/ls.ts") },
      inspect: { summary: "Show one limit and who holds its slots", load: () => import("./commands/concurrency-limit/inspect.ts") },
      update: { summary: "Change how many slots there are", load: () => import("./commands/concurrency-limit/update.ts") },
      reset: { summary: "Drop every holder of a limit", load: () => import("./commands/concurrency-limit/reset.ts") },
      delete: { summary: "Delete a limit", load: () => import("./commands/concurrency-limit/delete.ts") },
    },
  },
  event: {
    summary: "What happened: every transition of a flow run, and events of your own",
    verbs: {
      ls: { summary: "List events, or follow them as they happen", load: () => import("./commands/event/ls.ts") },
    },
  },
  notification: {
    summary: "Who is told of which transitions",
    verbs: {
      create: { summary: "Tell somebody: Slack, a webhook or mail", load: () => import("./commands/notification/create.ts") },
      ls: { summary: "List notifications", load: () => import("./commands/notification/ls.ts") },
      inspect: { summary: "Show one notification and its latest deliveries", load: () => import("./commands/notification/inspect.ts") },
      test: { summary: "Send a message with invented values", load: () => import("./commands/notification/test.ts") },
      history: { summary: "Show what was sent and what came of it", load: () => import("./commands/notification/history.ts") },
      pause: { summary: "Tell nobody for a while", load: () => import("./commands/notification/pause.ts") },
      resume: { summary: "Tell again", load: () => import("./commands/notification/resume.ts") },
      delete: { summary: "Delete a notification with its history", load: () => import("./commands/notification/delete.ts") },
    },
  },
};
