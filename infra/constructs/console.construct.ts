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
  HeadersFrameOption,
  HeadersReferrerPolicy,
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
import { NodeFunction } from "./node-function.construct.ts";

export interface ConsoleProps {
  /** Host name of the HTTP API, which the console reaches under `/api` of its own address. */
  readonly apiHost: string;
  /** Address of your own, such as `flows.example.com`; needs a certificate, and a DNS record that points to the distribution. Default: CloudFront's. */
  readonly domain?: string;
  /** Certificate for the domain, in us-east-1. */
  readonly certificate?: ICertificate;
}

/** The console: static files behind CloudFront, with the API on the same origin, so that a session cookie serves both. */
export class Console extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { apiHost, domain, certificate }: ConsoleProps) {
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
        contentSecurityPolicy: { contentSecurityPolicy: POLICY, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    });
    const pages = new EdgeFunction(this, "Pages", {
      code: FunctionCode.fromInline(PAGES),
      runtime: FunctionRuntime.JS_2_0,
      comment: "Millrace: every page of the console is served by its one document",
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
          origin: new HttpOrigin(apiHost),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          // the gateway knows itself by its own host name alone
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
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

/** Where `npm run build:console` puts it; the context key `site` names another directory. */
const SITE = fileURLToPath(new URL("../../web/dist", import.meta.url));

// A page is any path without a file's ending; what the page shows is decided by the document itself.
const PAGES = `function handler(event) {
  var request = event.request;
  var last = request.uri.split("/").pop();
  if (last.indexOf(".") < 0) request.uri = "/index.html";
  return request;
}`;

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
