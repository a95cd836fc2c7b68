import { glob, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consoleHeaders, consolePolicy } from "#core/contract/console-headers.ts";
import { API, PAGES } from "../../infra/constructs/edge-functions.ts";
import { buildBundles, type Synthesized, synthesize } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
let edge: Synthesized;
beforeAll(async () => {
  bundles = await buildBundles();
  edge = synthesize(bundles.directory, { all: "true" }, "MillraceConsole");
});
afterAll(() => bundles.clean());

interface Behavior {
  readonly CachePolicyId: string;
  readonly OriginRequestPolicyId?: string;
  readonly TargetOriginId: string;
  readonly FunctionAssociations: readonly [{ EventType: string; FunctionARN: { "Fn::GetAtt": [string, string] } }];
}
interface Distribution {
  readonly DefaultCacheBehavior: Behavior;
  readonly CacheBehaviors: readonly Behavior[];
  readonly Origins: readonly { Id: string; OriginCustomHeaders?: unknown }[];
}
const distribution = () => edge.ofType("AWS::CloudFront::Distribution")[0]![1].Properties?.["DistributionConfig"] as Distribution;
const codeOf = ({ FunctionAssociations: [association] }: Behavior) => {
  expect(association.EventType).toBe("viewer-request");
  return edge.resources[association.FunctionARN["Fn::GetAtt"][0]]?.Properties?.["FunctionCode"];
};

describe("the distribution", () => {
  it("runs the functions the tests run, and hands everything but Host to the API, uncached", () => {
    const { DefaultCacheBehavior: pages, CacheBehaviors, Origins } = distribution();
    const [api] = CacheBehaviors;
    expect([codeOf(pages), codeOf(api!)]).toEqual([PAGES, API]);
    // Managed-CachingDisabled and Managed-AllViewerExceptHostHeader
    expect(api).toMatchObject({
      PathPattern: "/api/*",
      AllowedMethods: expect.arrayContaining(["DELETE", "POST"]),
      CachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      OriginRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    });
    const [key] = edge.ofType("AWS::CloudFormation::CustomResource").find(([, { Properties }]) => Properties?.["Purpose"] === "edge-key")!;
    const origin = Origins.find(({ Id }) => Id === api!.TargetOriginId);
    expect(origin?.OriginCustomHeaders).toEqual([{ HeaderName: "x-millrace-edge", HeaderValue: { "Fn::GetAtt": [key, "Key"] } }]);
    expect(JSON.stringify(edge.template.toJSON()["Outputs"])).not.toContain(key);
  });

  it("answers with the headers of the local server, and TLS's own", () => {
    const { ResponseHeadersPolicyConfig: policy } = edge.ofType("AWS::CloudFront::ResponseHeadersPolicy")[0]![1].Properties as never;
    expect(policy).toMatchObject({
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: consolePolicy(), Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: consoleHeaders["x-frame-options"] },
        ReferrerPolicy: { ReferrerPolicy: consoleHeaders["referrer-policy"] },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
      },
      CustomHeadersConfig: { Items: [{ Header: "cross-origin-opener-policy", Value: consoleHeaders["cross-origin-opener-policy"] }] },
    });
    expect(Object.keys(consoleHeaders)).toHaveLength(4);
  });
});

it("the console fetches the API of its own origin and nothing else, so that its policy need name no bucket", async () => {
  const fetching: string[] = [];
  for await (const file of glob("web/src/**/*.{ts,tsx}")) {
    const text = await readFile(file, "utf8");
    for (const [call] of text.matchAll(/\b(?:fetch\(.*|new (?:EventSource|WebSocket|XMLHttpRequest)\b.*|sendBeacon\(.*)/g))
      if (!/refetch/.test(call)) fetching.push(`${file}: ${call}`);
  }
  expect(fetching).toEqual([expect.stringMatching(/^web\/src\/api\/client\.ts: fetch\(`\/api\$\{path\}/)]);
});
