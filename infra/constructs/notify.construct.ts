import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { environmentOf, type Foundations } from "./foundations.ts";
import { NodeFunction } from "./node-function.construct.ts";

/** Sends notifications to people and hooks, which may be slow to take them. */
export class Notify extends Construct {
  constructor(scope: Construct, id: string, foundations: Foundations) {
    super(scope, id);
    const handler = new NodeFunction(this, "Handler", {
      bundle: "notify",
      description: "Millrace: sends notifications",
      environment: environmentOf(foundations),
      timeout: Duration.seconds(60),
    });
    foundations.table.grantDocuments(handler);
    foundations.secrets.grantOpening(handler);
    foundations.notifications.feed(handler);
  }
}
