/** A server for other machines was asked for without a token: everybody who reaches it could read and change everything. */
export class OpenServerError extends Error {
  override readonly name = "OpenServerError";
  readonly code = "open-server";
  constructor(reason: string) {
    super(
      `${reason} needs a token: everybody who can reach the server could read and change everything. Start it with --token, or bind 127.0.0.1.`,
    );
  }
}
