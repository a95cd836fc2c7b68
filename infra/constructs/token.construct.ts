import { ArnFormat, CfnCustomResource, Duration, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { NodeFunction } from "./node-function.construct.ts";
import type { Table } from "./table.construct.ts";

export interface TokenProps {
  readonly table: Table;
}

/**
 * The first admin token, made once when the stack is created. The token goes to an encrypted SSM parameter, its SHA-256 to the table.
 * Updates and deletion of the stack leave both as they are.
 */
export class Token extends Construct {
  /** The SSM parameter that holds the token. */
  readonly parameterName: string;
  readonly #mint: NodeFunction;

  constructor(scope: Construct, id: string, { table }: TokenProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.parameterName = `/millrace/${stack.stackName}/token`;
    this.#mint = new NodeFunction(this, "Mint", {
      bundle: "token",
      description: "Millrace: makes the first token when the stack is created, and the key of the edge",
      environment: { MILLRACE_TABLE: table.name, MILLRACE_TOKEN_PARAMETER: this.parameterName },
      timeout: Duration.seconds(60),
    });
    table.grantWriteTokens(this.#mint);
    const parameterArn = stack.formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: this.parameterName.slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.#mint.allow(["ssm:PutParameter"], [parameterArn]);
    const token = new CfnCustomResource(this, "First", { serviceToken: this.#mint.lambda.functionArn, serviceTimeout: 120 });
    // The role's policy is a resource of its own; without it the very first call would be refused.
    token.node.addDependency(this.#mint);
  }

  /**
   * What tells the API that a request came through the scope's distribution: a text of its own, made with it and known to nobody else. It is
   * no parameter and in no variable; the template names it as an attribute that CloudFormation shows nowhere.
   */
  edgeKey(scope: Construct): string {
    const key = new CfnCustomResource(scope, "EdgeKey", { serviceToken: this.#mint.lambda.functionArn, serviceTimeout: 120 });
    key.addPropertyOverride("Purpose", "edge-key");
    key.node.addDependency(this.#mint);
    return key.getAtt("Key").toString();
  }
}
