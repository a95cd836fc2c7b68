import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CfnCustomResource, Duration, FileSystem, RemovalPolicy } from "aws-cdk-lib";
import type { ICertificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  type HeadersFrameOption,
  type HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { consoleHeaders, consolePolicy } from "#core/contract/console-headers.ts";
import type { Api } from "./api.construct.ts";
import { API, PAGES } from "./edge-functions.ts";
import { NodeFunction } from "./node-function.construct.ts";
import type { Token } from "./token.construct.ts";

export interface ConsoleProps {
  /** What the console reaches under `/api` of its own address. */
  readonly api: Api;
  /** Makes the key by which the API knows requests of the distribution. */
  readonly token: Token;
  /** Address of your own, such as `flows.example.com`; needs a certificate, and a DNS record that points to the distribution. Default: CloudFront's. */
  readonly domain?: string;
  /** Certificate for the domain, in us-east-1. */
  readonly certificate?: ICertificate;
}

/** The console: static files behind CloudFront, with the API on the same origin, so that a session cookie serves both. */
export class Console extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { api, token, domain, certificate }: ConsoleProps) {
    super(scope, id);
    if ((domain === undefined) !== (certificate === undefined)) {
      throw new Error("A domain needs a certificate for it, and a certificate a domain: give both or neither.");
    }
    const files = new Bucket(this, "Files", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      // built anew from the sources at any time
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const headers = new ResponseHeadersPolicy(this, "Headers", {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: consolePolicy(), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: consoleHeaders["x-frame-options"] as HeadersFrameOption, override: true },
        referrerPolicy: { referrerPolicy: consoleHeaders["referrer-policy"] as HeadersReferrerPolicy, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: OPENER, value: consoleHeaders[OPENER], override: true }],
      },
    });
    const pages = new EdgeFunction(this, "Pages", {
      code: FunctionCode.fromInline(PAGES),
      runtime: FunctionRuntime.JS_2_0,
      comment: "Millrace: every page of the console is served by its one document",
    });
    const session = new EdgeFunction(this, "Session", {
      code: FunctionCode.fromInline(API),
      runtime: FunctionRuntime.JS_2_0,
      comment: "Millrace: the console's session as the API's authorizer reads it, and who the viewer is",
    });
    const distribution = new Distribution(this, "Distribution", {
      comment: "Millrace console",
      defaultRootObject: "index.html",
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      // CloudFront's own certificate brings its own lowest version, which nothing here can raise
      ...(domain !== undefined &&
        certificate !== undefined && {
          domainNames: [domain],
          certificate,
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        }),
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(files as IBucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers,
        functionAssociations: [{ function: pages, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      additionalBehaviors: {
        "/api/*": {
          origin: new HttpOrigin(api.host, { customHeaders: { "x-millrace-edge": token.edgeKey(this) } }),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          // Every header but Host, since the gateway knows itself by its own name alone. A policy that names Authorization is not allowed.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          functionAssociations: [{ function: session, eventType: FunctionEventType.VIEWER_REQUEST }],
        },
      },
    });
    this.url = `https://${domain ?? distribution.domainName}`;
    this.#upload(files);
  }

  #upload(files: Bucket): void {
    const site: string = this.node.tryGetContext("site") ?? SITE;
    if (!existsSync(join(site, "index.html"))) {
      throw new Error(`The console is not built: ${site} has no index.html. Run \`npm run build:console\` first.`);
    }
    const upload = new NodeFunction(this, "Upload", {
      bundle: "site",
      beside: { site },
      description: "Millrace: puts the console into its bucket",
      environment: { MILLRACE_SITE_BUCKET: files.bucketName },
      memoryMb: 512,
      timeout: Duration.minutes(2),
    });
    upload.allow(["s3:PutObject", "s3:DeleteObject"], [files.arnForObjects("*")]);
    upload.allow(["s3:ListBucket"], [files.bucketArn]);
    const uploaded = new CfnCustomResource(this, "Uploaded", { serviceToken: upload.lambda.functionArn, serviceTimeout: 180 });
    // another property makes CloudFormation ask again, when the files have changed
    uploaded.addPropertyOverride("Files", FileSystem.fingerprint(site));
    uploaded.node.addDependency(upload);
  }
}

const OPENER = "cross-origin-opener-policy";

/** Where `npm run build:console` puts it; the context key `site` names another directory. */
const SITE = fileURLToPath(new URL("../../web/dist", import.meta.url));
