import { ArnFormat, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.construct.ts";

/**
 * What the secrets of blocks are sealed with: an encrypted SSM parameter, which the API makes when the first secret is kept. It is no
 * resource of the stack, so that it stays as long as the table does.
 */
export class Secrets extends Construct {
  readonly parameterName: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.parameterName = `/millrace/${Stack.of(this).stackName}/secrets`;
  }

  /** Lets the function seal and open secrets, and make what they are sealed with. */
  grantSealing(to: NodeFunction): void {
    to.allow(["ssm:GetParameter", "ssm:PutParameter"], [this.#arn]);
  }

  /** Lets the function open secrets that were sealed. */
  grantOpening(to: NodeFunction): void {
    to.allow(["ssm:GetParameter"], [this.#arn]);
  }

  get #arn(): string {
    return Stack.of(this).formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: this.parameterName.slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
