import type { StandardRetryStrategy } from "@smithy/core/retry";
import { NodeHttpHandler, type NodeHttpHandlerOptions } from "@smithy/node-http-handler";
import { defaultProvider } from "../environment-credentials.ts";

/** What a service of AWS is reached with. */
export interface ServiceOptions {
  /** Default: `AWS_REGION` of the environment. */
  readonly region?: string;
  /** Default: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, or the service's own address in the region. */
  readonly endpoint?: string;
  /** Default: those of the environment, as a Lambda has them. */
  readonly credentials?: Credentials;
  /** How the network is used, or what takes its place; default: the SDK's handler as it is. */
  readonly requestHandler?: NodeHttpHandler | NodeHttpHandlerOptions;
  /** What is tried again, how often and when. */
  readonly retryStrategy: StandardRetryStrategy;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What was set, with the environment's part filled in. */
export interface Settings {
  readonly region: string;
  readonly endpoint: URL;
  readonly credentials: () => Promise<Credentials>;
  readonly requestHandler: NodeHttpHandler;
}

/** Completes the options of a service. @throws Error if nothing says which region. */
export function settingsOf(service: string, options: Omit<ServiceOptions, "retryStrategy">, env = process.env): Settings {
  const region = options.region ?? env["AWS_REGION"];
  if (!region) throw new Error(`Nothing says in which region ${service} is asked. Lambda sets AWS_REGION; set it where it does not.`);
  const { credentials, requestHandler } = options;
  const address = options.endpoint ?? env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env["AWS_ENDPOINT_URL"];
  return {
    region,
    endpoint: new URL(address ?? `https://${service}.${region}.${domainOf(region)}`),
    credentials: credentials === undefined ? defaultProvider() : async () => credentials,
    requestHandler: requestHandler instanceof NodeHttpHandler ? requestHandler : new NodeHttpHandler(requestHandler),
  };
}

/** The domain of the region's partition. */
function domainOf(region: string): string {
  return DOMAINS.find(([begin]) => region.startsWith(begin))?.[1] ?? "amazonaws.com";
}

/** @see `@aws-sdk/core`, whose table of partitions this is the short form of. */
const DOMAINS = [
  ["cn-", "amazonaws.com.cn"],
  ["us-iso-", "c2s.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov"],
  ["us-isof-", "csp.hci.ic.gov"],
  ["eu-isoe-", "cloud.adc-e.uk"],
  ["eusc-", "amazonaws.eu"],
] as const;
