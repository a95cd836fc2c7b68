import { Duration, Fn } from "aws-cdk-lib";
import { HttpApi, HttpMethod, HttpNoneAuthorizer, PayloadFormatVersion } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { environmentOf, type Foundations, grantCountUnhandled, unhandledEnvironment } from "./foundations.ts";
import { NodeFunction } from "./node-function.construct.ts";

export interface ApiProps extends Foundations {
  /** How long a revoked token may still work: API Gateway keeps the authorizer's answer for so long. Default one minute. */
  readonly revocationDelay?: Duration;
}

/** The API: one routed function behind an HTTP API, reached with a bearer token. */
export class Api extends Construct {
  /** What to set MILLRACE_API_URL to. */
  readonly url: string;
  /** Its host name, for what stands in front of it. */
  readonly host: string;
  /** How often it was asked, and how often it answered that it failed. */
  readonly requests: Metric;
  readonly failures: Metric;
  readonly #http: HttpApi;

  constructor(scope: Construct, id: string, { revocationDelay = Duration.minutes(1), ...foundations }: ApiProps) {
    super(scope, id);
    const { table, bucket, secrets, events, notifications, tick, hints, timers, alarms } = foundations;
    const api = new NodeFunction(this, "Handler", {
      bundle: "api",
      description: "Millrace: every route of the API",
      environment: { ...environmentOf(foundations), ...unhandledEnvironment(foundations) },
      memoryMb: 512,
      // The HTTP API gives up after 30 seconds; the function must be the first to say so.
      timeout: Duration.seconds(29),
    });
    table.grantDocuments(api, { deletes: "many", indexes: ["list", "flow", "deployment", "holder", "parent"] });
    bucket.grantBlobs(api);
    secrets.grantSealing(api);
    for (const queue of [events, notifications, tick]) queue.grantSend(api);
    grantCountUnhandled(foundations, api);
    table.grantDescribe(api);
    hints.grantSend(api);
    hints.grantWait(api);
    timers.grantTimers(api);
    const authorizer = new NodeFunction(this, "Authorizer", {
      bundle: "authorizer",
      description: "Millrace: is the bearer token one of ours",
      environment: { MILLRACE_TABLE: table.name },
      timeout: Duration.seconds(10),
    });
    table.grantReadTokens(authorizer);
    table.grantCountWrongTokens(authorizer);

    const http = new HttpApi(this, "Http", {
      description: "Millrace",
      defaultAuthorizer: new HttpLambdaAuthorizer("BearerToken", authorizer.lambda, {
        responseTypes: [HttpLambdaResponseType.SIMPLE],
        identitySource: ["$request.header.Authorization"],
        resultsCacheTtl: revocationDelay,
      }),
    });
    const integration = new HttpLambdaIntegration("Handler", api.lambda, { payloadFormatVersion: PayloadFormatVersion.VERSION_2_0 });
    http.addRoutes({ path: "/api/{proxy+}", methods: [HttpMethod.ANY], integration });
    for (const path of OPEN_PATHS) {
      http.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer: new HttpNoneAuthorizer() });
    }
    // The console's sign-in: the function looks at the token or the cookie by itself.
    http.addRoutes({
      path: "/api/x/session",
      methods: [HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE],
      integration,
      authorizer: new HttpNoneAuthorizer(),
    });
    this.#http = http;
    this.requests = http.metricCount({ period: Duration.minutes(5), statistic: "Sum" });
    this.failures = http.metricServerError({ period: Duration.minutes(5), statistic: "Sum" });
    this.url = `${http.apiEndpoint}/api`;
    this.host = Fn.select(2, Fn.split("/", http.apiEndpoint));
    alarms.on("Failing", this.failures, {
      scope: this,
      // an authorizer that fails makes the gateway answer 500, which is counted here as well
      what: "The API answers that it failed, or tokens can't be checked",
      runbook: "api-failing",
      threshold: 5,
      periods: 2,
    });
  }

  /** How long answers take, in milliseconds. */
  latency(statistic: string): Metric {
    return this.#http.metricLatency({ period: Duration.minutes(5), statistic });
  }
}

/** Routes that need no token: they tell nothing but that the service is there. */
const OPEN_PATHS = ["/api/health", "/api/ready"];
