import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Console, type ConsoleProps } from "../constructs/console.construct.ts";
import { given } from "../constructs/given.ts";

/** The console in front of the API. Optional: without it, the API and the command line are there. */
export class EdgeStack extends Stack {
  readonly console: Console;

  constructor(scope: Construct, id: string, { api, token, domain, certificate, ...props }: StackProps & ConsoleProps) {
    super(scope, id, { description: "Millrace: the console, and the API on the same origin", ...props });
    this.console = new Console(this, "Console", { api, token, ...given({ domain, certificate }) });
    new CfnOutput(this, "ConsoleUrl", { value: this.console.url, description: "Open this in a browser" });
  }
}
