import { Duration } from "aws-cdk-lib";
import type { IRole } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { countingEnvironment } from "./counted.ts";
import { environmentOf, type Foundations } from "./foundations.ts";
import { NodeFunction } from "./node-function.construct.ts";

/** Does what must follow the transitions of runs: the events, and the deliveries of notifications. */
export class React extends Construct {
  /** Of the function that sees to the agents as well, where some are deployed beside the server. */
  readonly role: IRole;
  /** Its log group, with a line for each transition of a run. */
  readonly logs: string;

  constructor(scope: Construct, id: string, foundations: Foundations) {
    super(scope, id);
    const handler = new NodeFunction(this, "Handler", {
      bundle: "react",
      description: "Millrace: events and notifications of what happened to runs",
      environment: { ...environmentOf(foundations), ...countingEnvironment(this) },
      timeout: Duration.seconds(60),
    });
    foundations.table.grantDocuments(handler, { deletes: "none", indexes: ["list", "holder", "parent"] });
    foundations.notifications.grantSend(handler);
    foundations.events.grantSend(handler);
    // a run whose invocation failed is due again, and its slots are others'
    foundations.tick.grantSend(handler);
    foundations.hints.grantSend(handler);
    foundations.events.feed(handler);
    this.role = handler.role;
    this.logs = handler.logs;
  }
}
