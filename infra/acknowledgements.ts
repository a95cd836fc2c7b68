import { type Stack, Validations } from "aws-cdk-lib";

/** Says, finding by finding and place by place, why what cdk-nag objects to is meant. A finding without an entry here fails the synthesis. */
export function acknowledge(core: Stack): void {
  for (const { path, id, reason } of findings) {
    const place = core.node.tryFindChild(path[0])?.node.tryFindChild(path[1]);
    if (place === undefined) throw new Error(`The acknowledged place ${path.join("/")} is gone; remove its entry.`);
    Validations.of(place).acknowledge({ id, reason });
  }
}

const findings: readonly { readonly path: readonly [string, string]; readonly id: string; readonly reason: string }[] = [
  {
    path: ["Blobs", "Bucket"],
    id: "AwsSolutions::AwsSolutions-S1",
    reason:
      "Server access logs would need a second bucket that is never read; blobs are reached through the API and its links, and CloudTrail data events can be switched on where an audit asks for them.",
  },
  {
    path: ["Api", "Handler"],
    id: "AwsSolutions::AwsSolutions-IAM5[Resource::<BlobsBucket1038ED5D.Arn>/*]",
    reason:
      "The API reads and writes blobs whose keys come with each run, so all objects of this one bucket, and three object actions, are what it needs.",
  },
  {
    path: ["Api", "Http"],
    id: "AwsSolutions::AwsSolutions-APIG1",
    reason:
      "The API function writes a JSON line with method, path and request id for each failure of its own, and answers carry the request id; a log line for each request would cost more than the requests. CloudWatch counts requests, errors and latency of the stage for nothing",
  },
  {
    path: ["Api", "Http"],
    id: "AwsSolutions::AwsSolutions-APIG4",
    reason:
      "Only GET /api/health and GET /api/ready are open; they tell no more than that the service is there, and load balancers and clients ask them before they have a token. A test holds every other route to the authorizer.",
  },
];
