import { CredentialsProviderError } from "@smithy/core/config";

/** In the place of a look into `~/.aws`, which a Lambda has not: what is sought is not there, and the next source of it is asked. */
export function fromSharedConfigFiles(): () => Promise<never> {
  return async () => {
    throw new CredentialsProviderError("A Lambda has no config files.");
  };
}
