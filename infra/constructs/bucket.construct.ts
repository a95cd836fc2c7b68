import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { BlockPublicAccess, BucketEncryption, ObjectOwnership, Bucket as S3Bucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.construct.ts";

export interface BucketProps {
  /** Keep the bucket when the stack goes. Without it the bucket must be emptied by hand before the stack can go. */
  readonly retain: boolean;
}

/** The one bucket of results and flow bundles. */
export class Bucket extends Construct {
  readonly name: string;
  readonly #bucket: S3Bucket;

  constructor(scope: Construct, id: string, { retain }: BucketProps) {
    super(scope, id);
    this.#bucket = new S3Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [
        { id: "temporary", prefix: "temp/", expiration: Duration.days(1) },
        { id: "unfinished-uploads", abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    this.name = this.#bucket.bucketName;
  }

  /** Lets a function put blobs: parameters that are too large for a document. */
  grantPut(target: NodeFunction): void {
    target.allow(["s3:PutObject"], [this.#bucket.arnForObjects("*")]);
  }

  /** Lets a function put, get, delete and list blobs, and sign links that do. */
  grantBlobs(target: NodeFunction): void {
    target.allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [this.#bucket.arnForObjects("*")]);
    // Without the right to list, a missing blob reads as "forbidden".
    target.allow(["s3:ListBucket"], [this.#bucket.bucketArn]);
  }
}
