import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Api } from "../constructs/api.construct.ts";
import { Bucket } from "../constructs/bucket.construct.ts";
import { Queue } from "../constructs/queue.construct.ts";
import { Table } from "../constructs/table.construct.ts";
import { Token } from "../constructs/token.construct.ts";

export interface CoreStackProps extends StackProps {
  /** Keep table and bucket, and the data in them, when the stack goes. */
  readonly retain: boolean;
}

/** What every deployment needs: documents, blobs, the API and a first token. Owns no resource itself. */
export class CoreStack extends Stack {
  constructor(scope: Construct, id: string, { retain, ...props }: CoreStackProps) {
    super(scope, id, { description: "Millrace: the orchestrator's table, bucket, queue and API", ...props });
    const table = new Table(this, "Documents", { retain });
    const bucket = new Bucket(this, "Blobs", { retain });
    const events = new Queue(this, "Events");
    const notifications = new Queue(this, "Notifications");
    const api = new Api(this, "Api", { table, bucket, events, notifications });
    const token = new Token(this, "Token", { table });
    new CfnOutput(this, "ApiUrl", { value: api.url, description: "Set MILLRACE_API_URL to this" });
    new CfnOutput(this, "TokenParameter", {
      value: token.parameterName,
      description: "Set MILLRACE_API_KEY to what `aws ssm get-parameter --with-decryption --name` answers for this",
    });
  }
}
