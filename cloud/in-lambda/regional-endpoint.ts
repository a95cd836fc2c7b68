/**
 * The endpoint of a service in a region, in the place of the SDK's rules, of which nine in ten are about FIPS, dual stack and account
 * endpoints: no function of ours asks for these. An endpoint that is given, as those of emulators are, goes first.
 */
export function regionalEndpoint(service: string) {
  return ({ Endpoint, Region, UseFIPS, UseDualStack }: EndpointParameters): ResolvedEndpoint => {
    if (UseFIPS === true || UseDualStack === true)
      throw new Error(
        "Endpoints for FIPS and dual stack are not in this bundle. Leave AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT unset.",
      );
    return { url: new URL(Endpoint ?? `https://${service}.${Region}.${suffixOf(Region)}`), properties: {}, headers: {} };
  };
}

export interface EndpointParameters {
  readonly Region: string;
  readonly Endpoint?: string;
  readonly UseFIPS?: boolean;
  readonly UseDualStack?: boolean;
}

interface ResolvedEndpoint {
  readonly url: URL;
  readonly properties: Record<string, never>;
  readonly headers: Record<string, never>;
}

function suffixOf(region: string): string {
  const [, suffix] = SUFFIXES.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return suffix ?? "amazonaws.com";
}

/** By the prefix of a region, where AWS has a partition apart. */
const SUFFIXES = [
  ["cn-", "amazonaws.com.cn"],
  ["eusc-", "amazonaws.eu"],
  ["us-iso-", "c2s.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov"],
  ["eu-isoe-", "cloud.adc-e.uk"],
  ["us-isof-", "csp.hci.ic.gov"],
] as const;
