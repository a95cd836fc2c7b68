import { Duration } from "aws-cdk-lib";
import { Dashboard as CloudWatchDashboard, GraphWidget, type Metric, TextWidget } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import type { Api } from "./api.construct.ts";
import { counted } from "./counted.ts";
import type { Foundations } from "./foundations.ts";

/** What the deployment does, on one page of CloudWatch: requests, queues, the table, what the sweep mended. */
export class Dashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { api, ...foundations }: Pick<Foundations, "table" | "events" | "tick" | "notifications"> & { readonly api: Api },
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
