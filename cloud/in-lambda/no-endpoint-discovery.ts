/** In the place of `@aws-sdk/middleware-endpoint-discovery`: DynamoDB has one endpoint in a region, and none is looked up unless one asks for it. */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config;
}

/** What would ask for it; no function of ours has it set. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: undefined,
};
