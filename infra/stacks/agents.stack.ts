import { Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Agents, type AgentsProps } from "../constructs/agents.construct.ts";

/** Agents on Fargate. Optional: agents run anywhere the API is reached. */
export class AgentsStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly agents: AgentsProps }) {
    const { agents, ...rest } = props;
    super(scope, id, { description: "Millrace: agents on Fargate", ...rest });
    new Agents(this, "Agents", agents);
  }
}
