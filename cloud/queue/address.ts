import type { SQSClient } from "@aws-sdk/client-sqs";

/** One queue as the parts of the adapter use it. */
export interface Address {
  readonly client: SQSClient;
  readonly name: string;
  readonly url: string;
  /** Made by us when it is first used, not by the stack. */
  readonly isMade: boolean;
}

/** SQS counts in whole seconds; rounding up never makes a message come early. */
export function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
