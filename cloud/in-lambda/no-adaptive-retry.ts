/** In the place of the retry mode `adaptive`, an experiment of the SDK that nobody has who does not ask for it. */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error("The retry mode `adaptive` is not in this bundle. Leave AWS_RETRY_MODE unset, or `standard`.");
  }
}
