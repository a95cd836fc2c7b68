import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { environmentOf, type Foundations } from "./foundations.ts";
import { NodeFunction } from "./node-function.construct.ts";

/** Makes the next runs of deployments when their timers go off, announces those that are due soon, and starts those that no agent takes. */
export class Tick extends Construct {
  readonly handler: NodeFunction;

  constructor(scope: Construct, id: string, foundations: Foundations) {
    super(scope, id);
    const handler = new NodeFunction(this, "Handler", {
      bundle: "tick",
      description: "Millrace: makes the next runs of a deployment, and announces those due soon",
      environment: environmentOf(foundations),
      timeout: Duration.seconds(60),
    });
    this.handler = handler;
    foundations.table.grantDocuments(handler, { deletes: "single", indexes: ["list", "deployment", "holder", "parent"] });
    foundations.bucket.grantPut(handler);
    foundations.hints.grantSend(handler);
    foundations.timers.grantTimers(handler);
    foundations.tick.grantSend(handler);
    foundations.events.grantSend(handler);
    foundations.tick.feed(handler);
  }
}
