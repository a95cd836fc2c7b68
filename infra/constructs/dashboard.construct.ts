import { Duration } from "aws-cdk-lib";
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  type Metric,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Api } from "./api.construct.ts";
import { counted } from "./counted.ts";
import type { Foundations } from "./foundations.ts";
import type { React } from "./react.construct.ts";
import type { Sweep } from "./sweep.construct.ts";

/**
 * What the deployment does, on one page of CloudWatch: runs that wait, requests, queues, the table, what the sweep mended. What is asked of the
 * logs costs nothing until somebody looks ($0.005 for each GB that is searched), where metrics of it would cost all the time.
 */
export class Dashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      api,
      react,
      sweep,
      ...foundations
    }: Pick<Foundations, "table" | "events" | "tick" | "notifications"> & {
      readonly api: Api;
      readonly react: React;
      readonly sweep: Sweep;
    },
  ) {
    super(scope, id);
    const { table, events, tick, notifications } = foundations;
    const page = new CloudWatchDashboard(this, "Page", { defaultInterval: Duration.days(1) });
    page.addWidgets(
      new TextWidget({
        markdown: "# Millrace\nWhat to do when something is red: docs/runbook.md. `millrace status` tells the same in words.",
        width: 24,
        height: 2,
      }),
    );
    page.addWidgets(
      // as the lines of functions/sweep/sweep.ts and functions/react/run-lines.ts name them
      logged("Runs that are due and wait, and agents", sweep.logs, "max(runs_waiting) as waiting, max(agents) as agents"),
      logged("Milliseconds from due to claimed", react.logs, "pct(claim_delay_ms, 50) as p50, pct(claim_delay_ms, 99) as p99"),
      logged("Milliseconds from due to running", react.logs, "pct(start_delay_ms, 50) as p50, pct(start_delay_ms, 99) as p99"),
    );
    page.addWidgets(
      graph("Requests and failures", [api.requests, api.failures]),
      graph("Latency of the API, milliseconds", [api.latency("p50"), api.latency("p99")]),
      graph(
        "Waiting messages",
        [events, tick, notifications].map((queue) => queue.waiting),
      ),
    );
    page.addWidgets(
      graph(
        "Messages nobody could handle",
        [events, tick, notifications].map((queue) => queue.unhandled),
      ),
      graph("Units of the table", [table.consumed("ConsumedWriteCapacityUnits"), table.consumed("ConsumedReadCapacityUnits")]),
      graph(
        "What the sweep mended",
        MENDED.map((name) => counted(this, name)),
      ),
    );
  }
}

/** Counts of the sweep, as functions/sweep/counts.ts names them. */
const MENDED = ["LateRuns", "LostRuns", "SlotsRepaired", "SchedulesHealed", "SweepFailures"];

function graph(title: string, left: Metric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}

/** Values of properties of lines, over time. Lines that have none of them count for nothing. */
function logged(title: string, logGroup: string, values: string): LogQueryWidget {
  const [, property] = /\((\w+)/.exec(values)!;
  const queryLines = [`filter ispresent(${property})`, `stats ${values} by bin(5m)`];
  return new LogQueryWidget({ title, logGroupNames: [logGroup], view: LogQueryVisualizationType.LINE, queryLines, width: 8, height: 6 });
}
