import { ArnFormat, CfnCustomResource, Duration, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { NodeFunction } from "./node-function.construct.ts";
import type { Table } from "./table.construct.ts";

export interface AgentRegistryProps {
  readonly table: Table;
  /** Any other text than before gives the agents a new token. */
  readonly tokenRotation: string;
}

/**
 * What makes agents of this deployment known to the server: a token of their own in an encrypted SSM parameter, and a document that says
 * what they are. Both go when the agents go.
 */
export class AgentRegistry extends Construct {
  /** The SSM parameter that holds the agents' token. */
  readonly tokenParameter: string;
  /** The token itself, for what needs it to be there. */
  readonly token: CfnCustomResource;
  readonly #handler: NodeFunction;

  constructor(scope: Construct, id: string, { table, tokenRotation }: AgentRegistryProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.tokenParameter = `/millrace/${stack.stackName}/agent-token`;
    this.#handler = new NodeFunction(this, "Handler", {
      bundle: "fleet",
      description: "Millrace: gives agents on Fargate their token, and tells the server of them",
      environment: { MILLRACE_TABLE: table.name, MILLRACE_TOKEN_PARAMETER: this.tokenParameter },
      timeout: Duration.seconds(60),
    });
    table.grantFleet(this.#handler);
    const parameter = stack.formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: this.tokenParameter.slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.#handler.allow(["ssm:GetParameter", "ssm:PutParameter", "ssm:DeleteParameter"], [parameter]);
    this.token = this.#resource("Token", { Kind: "token", Rotation: tokenRotation });
  }

  /** Tells the server what the agents are, as functions/fleet/register.ts reads it. */
  register(what: Readonly<Record<string, unknown>>): void {
    this.#resource("Known", { Kind: "fleet", ...what });
  }

  #resource(id: string, properties: Readonly<Record<string, unknown>>): CfnCustomResource {
    const resource = new CfnCustomResource(this, id, { serviceToken: this.#handler.lambda.functionArn, serviceTimeout: 120 });
    for (const [name, value] of Object.entries(properties)) resource.addPropertyOverride(name, value);
    // without the role's policy the very first call would be refused
    resource.node.addDependency(this.#handler);
    return resource;
  }
}
