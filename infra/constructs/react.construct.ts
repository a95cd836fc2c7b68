import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { environmentOf, type Foundations } from "./foundations.ts";
import { NodeFunction } from "./node-function.construct.ts";

/** Does what must follow the transitions of runs: the events, and the deliveries of notifications. */
export class React extends Construct {
  constructor(scope: Construct, id: string, foundations: Foundations) {
    super(scope, id);
    const handler = new NodeFunction(this, "Handler", {
      bundle: "react",
      description: "Millrace: events and notifications of what happened to runs",
      environment: environmentOf(foundations),
      timeout: Duration.seconds(60),
    });
    foundations.table.grantDocuments(handler);
    foundations.notifications.grantSend(handler);
    foundations.events.feed(handler);
  }
}
