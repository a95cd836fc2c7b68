import type { Cli } from "#cli/cli.ts";
import { size } from "#cli/deploy/prepare.ts";
import { whereabouts } from "#cli/deploy/whereabouts.ts";
import { addExamples } from "#cli/examples.ts";
import { findDeployment, fullNames } from "#cli/find-deployment.ts";
import { section, valuesText } from "#cli/render/details.ts";
import { fireTimesTable, nextFireTimes } from "#cli/render/fire-times.ts";
import { renderJson } from "#cli/render/json.ts";
import { durationColumn, idColumn, startedColumn, stateColumn, timeAndAge } from "#cli/render/runs.ts";
import { catchUpText, scheduleText } from "#cli/render/schedule.ts";
import { type Column, renderPairs, renderTable } from "#cli/render/table.ts";
import { oneLine, safe } from "#cli/render/text.ts";
import type { Define } from "#cli/tree.ts";
import type { Deployment, DeploymentSchedule } from "#core/contract/deployments.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { statusOf } from "./ls.ts";

/** `millrace deployment inspect` */
export const define: Define = (command, cli) => {
  command
    .argument("<deployment>", "flow/name, its name alone, its id or the beginning of its id")
    .option("--json", "print JSON: the deployment, with `latest_runs`")
    .action((words: string, options: { json?: true }) =>
      cli.api(async (connection) => {
        const { client } = connection;
        const deployment = await findDeployment(client, words);
        const filter = { deployments: { id: { any_: [deployment.id] } } };
        // runs that are scheduled lie ahead, so they are not the latest
        const runs = await client.filterFlowRuns({
          body: { ...filter, flow_runs: { state: { type: { not_any_: ["SCHEDULED"] } } }, sort: "EXPECTED_START_TIME_DESC", limit: 10 },
        });
        if (options.json) return cli.print(renderJson({ ...deployment, latest_runs: runs }));
        const name = (await fullNames(client, [deployment])).get(deployment.id) as string;
        cli.print(renderPairs(await pairsOf(cli, connection, deployment, name), cli.paint));
        const inner = { width: cli.width - 2, paint: cli.paint };
        if (deployment.description) cli.print(section("Description", safe(deployment.description), cli.paint));
        if (Object.keys(deployment.parameters).length > 0)
          cli.print(section("Parameters", valuesText(deployment.parameters, cli.width), cli.paint));
        const takes = parametersTaken(deployment);
        if (takes !== "") cli.print(section("The flow takes", takes, cli.paint));
        if (deployment.schedules.length > 0) {
          cli.print(section("Schedules", deployment.schedules.map(scheduleLine).join("\n"), cli.paint));
          const times = deployment.paused ? [] : await nextFireTimes(client, deployment.schedules, 5);
          if (times.length > 0) cli.print(section("Next runs", fireTimesTable(times, cli.now(), inner), cli.paint));
        }
        const column: Column<FlowRun> = { title: "RUN", value: (run) => run.name, min: 10 };
        const table = () => renderTable([column, stateColumn, startedColumn(cli.now()), durationColumn, idColumn(runs)], runs, inner);
        cli.print(section("Latest runs", runs.length === 0 ? "none" : table(), cli.paint));
      }),
    );
  addExamples(command, ["millrace deployment inspect train/nightly", "schedules, parameters, code, latest runs"]);
};

async function pairsOf(cli: Cli, connection: Parameters<typeof whereabouts>[0], deployment: Deployment, name: string) {
  const { bundle, retries, concurrency_limit: limit, concurrency_options: collision } = deployment;
  const environment = Object.keys(deployment.infrastructure.env ?? {});
  return [
    ["Deployment", cli.paint("bold", oneLine(name))],
    ["ID", deployment.id],
    ["Status", statusOf(deployment)],
    ["Version", oneLine(deployment.version ?? "") || undefined],
    ["Updated", timeAndAge(deployment.updated, cli.now())],
    ["Tags", oneLine(deployment.tags.join(", ")) || undefined],
    ["Work queue", deployment.work_queue_name === null ? "any whose filter takes its tags" : oneLine(deployment.work_queue_name)],
    ...infrastructureOf(deployment.infrastructure),
    // values may be private
    ["Environment", environment.length === 0 ? undefined : oneLine(environment.join(", "))],
    ["Retries", retries.retries == null ? undefined : `${retries.retries}, ${retries.retry_delay ?? 0} s apart`],
    ["Crash retries", retries.crash_retries == null ? "3 (default)" : String(retries.crash_retries)],
    [
      "Concurrency",
      limit === null
        ? undefined
        : `${limit} at once; the next ${collision?.collision_strategy === "CANCEL_NEW" ? "is cancelled" : "waits"}`,
    ],
    ["Code", bundle === null ? "none: it was made by another client" : `${size(bundle.size)}, sha256 ${bundle.digest}`],
    ["", bundle === null ? undefined : await whereabouts(connection, bundle.key)],
  ] as const;
}

function scheduleLine({ id, schedule, slug, active, overlap, catch_up, parameters }: DeploymentSchedule): string {
  const more = Object.keys(parameters).length === 0 ? "" : `, parameters ${oneLine(JSON.stringify(parameters))}`;
  return `${slug === null ? "" : `${oneLine(slug)}: `}${scheduleText(schedule)}${active ? "" : " (paused)"}, overlap ${overlap}, catch up ${catchUpText({ catch_up })}${more} (${id.slice(0, 8)})`;
}

/** The fields of the flow's schema, one a line. */
function parametersTaken({ parameter_openapi_schema: schema }: Deployment): string {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Record<string, unknown>>;
    required?: string[];
  };
  return Object.entries(properties)
    .map(([name, field]) => {
      const { default: value } = field;
      const rest = required.includes(name) ? "required" : value === undefined ? "optional" : `default ${JSON.stringify(value)}`;
      return oneLine(`${name}: ${kindOf(field) || "anything"}, ${rest}`);
    })
    .join("\n");
}

function kindOf({ type, format, enum: choices, anyOf }: Record<string, unknown>): string {
  if (choices !== undefined) return JSON.stringify(choices);
  if (Array.isArray(anyOf)) return anyOf.map(kindOf).join(" or ");
  return String(format ?? type ?? "");
}

function infrastructureOf(infrastructure: Deployment["infrastructure"]) {
  const kind = ["Infrastructure", infrastructure.type] as const;
  if (infrastructure.type === "subprocess") return [kind, ["Directory", infrastructure.working_dir] as const];
  if (infrastructure.type === "lambda") {
    const { timeout_seconds: seconds } = infrastructure;
    return [kind, ["Each invocation", seconds === undefined ? undefined : `at most ${seconds} s`] as const];
  }
  const { cpu, memory, spot, image } = infrastructure;
  return [
    kind,
    ["Size", `${cpu / 1024} vCPU, ${memory} MiB${spot ? ", Spot" : ""}`] as const,
    ["Image", image === undefined ? undefined : oneLine(image)] as const,
  ];
}
