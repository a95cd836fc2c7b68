/** What CloudFormation sends to the function behind a custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: Readonly<Record<string, unknown>>;
}

/** Puts the answer where CloudFormation waits for it. */
export type SendAnswer = (url: string, body: string) => Promise<void>;

/** What became of it, where CloudFormation must know. */
export interface CustomResourceResult {
  /** Another one than before makes CloudFormation delete the one before. */
  readonly id: string;
  /** Attributes of the resource. They are secrets: CloudFormation shows them nowhere. */
  readonly data: Readonly<Record<string, string>>;
}

/** What is to be done for each kind of request; nothing for those left out. */
export type CustomResourceWork = Partial<Record<Lowercase<CustomResourceEvent["RequestType"]>, () => Promise<CustomResourceResult | void>>>;

/**
 * Does what the request asks for, and always answers: CloudFormation waits for as long as an hour for an answer that never comes.
 */
export async function answerCustomResource(event: CustomResourceEvent, work: CustomResourceWork, send: SendAnswer): Promise<void> {
  let failure: string | undefined;
  let result: CustomResourceResult | undefined;
  try {
    result = (await work[event.RequestType.toLowerCase() as Lowercase<CustomResourceEvent["RequestType"]>]?.()) ?? undefined;
  } catch (error) {
    failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  const answer = {
    Status: failure === undefined ? "SUCCESS" : "FAILED",
    ...(failure !== undefined && { Reason: failure.slice(0, 500) }),
    PhysicalResourceId: result?.id ?? event.PhysicalResourceId ?? event.LogicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    ...(result !== undefined && { NoEcho: true, Data: result.data }),
  };
  await send(event.ResponseURL, JSON.stringify(answer));
}
