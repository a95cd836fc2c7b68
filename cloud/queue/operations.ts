/** What the queues ask of SQS. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export type QueueOperations = {
  readonly SendMessageBatch: {
    readonly input: OnQueue & { Entries: { Id: string; MessageBody: string; DelaySeconds: number }[] };
    readonly output: { Failed?: Failure[] };
  };
  readonly ReceiveMessage: {
    readonly input: OnQueue & {
      MaxNumberOfMessages: number;
      WaitTimeSeconds: number;
      VisibilityTimeout: number;
      MessageSystemAttributeNames: "ApproximateReceiveCount"[];
    };
    readonly output: { Messages?: Message[] };
  };
  readonly DeleteMessageBatch: {
    readonly input: OnQueue & { Entries: { Id: string; ReceiptHandle: string }[] };
    readonly output: { Failed?: Failure[] };
  };
  readonly ChangeMessageVisibility: {
    readonly input: OnQueue & { ReceiptHandle: string; VisibilityTimeout: number };
    readonly output: object;
  };
  readonly ChangeMessageVisibilityBatch: {
    readonly input: OnQueue & { Entries: { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[] };
    readonly output: { Failed?: Failure[] };
  };
  readonly GetQueueAttributes: {
    readonly input: OnQueue & { AttributeNames: "ApproximateNumberOfMessages"[] };
    readonly output: { Attributes?: { ApproximateNumberOfMessages?: string } };
  };
  readonly CreateQueue: {
    readonly input: { QueueName: string; Attributes?: Record<string, string> };
    readonly output: { QueueUrl?: string };
  };
};

/** A message as SQS hands it out. */
export interface Message {
  readonly MessageId?: string;
  readonly ReceiptHandle?: string;
  readonly Body?: string;
  readonly Attributes?: { readonly ApproximateReceiveCount?: string };
}

type OnQueue = { readonly QueueUrl: string };
type Failure = { readonly Id: string; readonly SenderFault?: boolean };
