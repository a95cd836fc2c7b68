import { Duration } from "aws-cdk-lib";
import { HttpApi, HttpMethod, HttpNoneAuthorizer, PayloadFormatVersion } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Construct } from "constructs";
import type { Bucket } from "./bucket.construct.ts";
import { NodeFunction } from "./node-function.construct.ts";
import type { Queue } from "./queue.construct.ts";
import { Secrets } from "./secrets.construct.ts";
import type { Table } from "./table.construct.ts";

export interface ApiProps {
  readonly table: Table;
  readonly bucket: Bucket;
  /** Takes the transitions the API announces. */
  readonly events: Queue;
  /** Takes the messages that are to be delivered. */
  readonly notifications: Queue;
}

/**
 * The API: one routed function behind an HTTP API, reached with a bearer token.
 *
 * The authorizer's answer is kept for {@link REVOCATION_DELAY} per token: that is how long a revoked token may still work.
 */
export class Api extends Construct {
  /** What to set MILLRACE_API_URL to. */
  readonly url: string;

  constructor(scope: Construct, id: string, { table, bucket, events, notifications }: ApiProps) {
    super(scope, id);
    const secrets = new Secrets(this, "Secrets");
    const api = new NodeFunction(this, "Handler", {
      bundle: "api",
      description: "Millrace: every route of the API",
      environment: {
        MILLRACE_TABLE: table.name,
        MILLRACE_BUCKET: bucket.name,
        MILLRACE_EVENTS_QUEUE: events.url,
        MILLRACE_NOTIFICATIONS_QUEUE: notifications.url,
        MILLRACE_SECRETS_PARAMETER: secrets.parameterName,
      },
      memoryMb: 512,
      // The HTTP API gives up after 30 seconds; the function must be the first to say so.
      timeout: Duration.seconds(29),
    });
    table.grantDocuments(api);
    bucket.grantBlobs(api);
    secrets.grantSealing(api);
    events.grantSend(api);
    notifications.grantSend(api);
    const authorizer = new NodeFunction(this, "Authorizer", {
      bundle: "authorizer",
      description: "Millrace: is the bearer token one of ours",
      environment: { MILLRACE_TABLE: table.name },
      timeout: Duration.seconds(10),
    });
    table.grantReadTokens(authorizer);

    const http = new HttpApi(this, "Http", {
      description: "Millrace",
      defaultAuthorizer: new HttpLambdaAuthorizer("BearerToken", authorizer.lambda, {
        responseTypes: [HttpLambdaResponseType.SIMPLE],
        identitySource: ["$request.header.Authorization"],
        resultsCacheTtl: REVOCATION_DELAY,
      }),
    });
    const integration = new HttpLambdaIntegration("Handler", api.lambda, { payloadFormatVersion: PayloadFormatVersion.VERSION_2_0 });
    http.addRoutes({ path: "/api/{proxy+}", methods: [HttpMethod.ANY], integration });
    for (const path of OPEN_PATHS) {
      http.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer: new HttpNoneAuthorizer() });
    }
    this.url = `${http.apiEndpoint}/api`;
  }
}

/** How long API Gateway keeps an authorizer's answer. */
const REVOCATION_DELAY = Duration.minutes(1);

/** Routes that need no token: they tell nothing but that the service is there. */
const OPEN_PATHS = ["/api/health", "/api/ready"];
