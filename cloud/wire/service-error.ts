import type { HttpResponse } from "@smithy/core/protocols";

/** A service of AWS refused, or failed. Shaped as the SDK's own errors are, so that its rules for trying again apply. */
export class ServiceError extends Error {
  /** Who is at fault, by the status. */
  readonly $fault: "client" | "server";
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId?: string; readonly attempts?: number };
  /** One of its headers may ask for a pause. Not shown in logs. */
  declare readonly $response: HttpResponse;
  /** Code of the older protocol, where the service still tells it. */
  readonly Code: string | undefined;
  /** The whole answer. Not shown in logs: it may hold what was stored. */
  declare readonly answer: Readonly<Record<string, unknown>>;

  constructor(response: HttpResponse, answer: Readonly<Record<string, unknown>>) {
    const { statusCode: status, headers } = response;
    super(String(answer["message"] ?? answer["Message"] ?? `The service answered with status ${status}.`));
    // `com.amazonaws.sqs#QueueDoesNotExist`, or `ConflictException:http://…`
    const type = String(headers["x-amzn-errortype"] ?? answer["__type"] ?? answer["code"] ?? "UnknownError");
    this.name = type.split("#").at(-1)!.split(/[:,]/)[0]!;
    this.$fault = status >= 500 ? "server" : "client";
    const requestId = headers["x-amzn-requestid"];
    this.$metadata = { httpStatusCode: status, ...(requestId !== undefined && { requestId }) };
    Object.defineProperty(this, "$response", { value: response });
    this.Code = headers["x-amzn-query-error"]?.split(";")[0];
    Object.defineProperty(this, "answer", { value: answer });
  }
}
