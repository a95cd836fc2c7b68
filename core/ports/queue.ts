/** A message as sent; the body is ASCII-safe JSON text of at most 200 KB. */
export interface OutgoingMessage {
  readonly body: string;
  /** Milliseconds before the message can be received, 0 (default) to 900,000. */
  readonly delayMs?: number;
}

/** A message as received; it comes again unless it is deleted before its visibility ends. */
export interface ReceivedMessage {
  readonly id: string;
  readonly body: string;
  /** Names this delivery; a later delivery of the same message has another. */
  readonly receipt: string;
  /** 1 on the first delivery. */
  readonly receiveCount: number;
}

export interface ReceiveOptions {
  /** 1 to 10; default 1. */
  readonly max?: number;
  /** Long poll: how long to wait for a first message, 0 (default) to 20,000 ms. */
  readonly waitMs?: number;
  /** How long the messages stay invisible to others; default 30,000 ms. */
  readonly visibilityMs?: number;
  /** Ends a long poll early with no message; no message is lost by it. */
  readonly signal?: AbortSignal;
}

/**
 * Named queues of hints: at least once, in no promised order. The truth is in the store.
 * A queue exists from its first use.
 */
export interface Queue {
  /** @returns how many were accepted: all of them, or it throws QueueSendError naming those that were not. */
  send(queue: string, messages: readonly OutgoingMessage[]): Promise<void>;
  receive(queue: string, options?: ReceiveOptions): Promise<ReceivedMessage[]>;
  /** Unknown or outdated receipts are ignored. */
  delete(queue: string, receipts: readonly string[]): Promise<void>;
  /** Sets how much longer, from now, a received message stays invisible. */
  extend(queue: string, receipt: string, visibilityMs: number): Promise<void>;
  /**
   * A link that waits for messages by plain GET, without credentials, for at most 20 seconds; what it received counts as deleted.
   * Only where the queues can be reached without this server.
   */
  presignReceive?(queue: string, options: { readonly max: number; readonly waitMs: number; readonly expiresIn: number }): Promise<string>;
  close(): Promise<void>;
}
