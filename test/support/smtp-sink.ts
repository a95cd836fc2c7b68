import { type AddressInfo, createServer, type Socket } from "node:net";

/** A mail as the server got it. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** What the client signed in as, if it did. */
  readonly user: string | undefined;
  /** Headers and text, dots undone. */
  readonly data: string;
}

/** A mail server on the loopback interface, which notes what it gets and sends nothing on. */
export interface SmtpSink extends AsyncDisposable {
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** Answers to the next DATA, first first; accepted once they are used up. */
  readonly refusals: string[];
}

/** Opens one on a free port. It knows EHLO, AUTH PLAIN, MAIL, RCPT, DATA, RSET and QUIT. */
export async function openSmtpSink(): Promise<SmtpSink> {
  const mails: ReceivedMail[] = [];
  const refusals: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    converse(socket, mails, refusals);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    refusals,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(socket: Socket, mails: ReceivedMail[], refusals: string[]): void {
  let buffered = "";
  let lines: string[] | undefined;
  let from = "";
  let to: string[] = [];
  let user: string | undefined;
  const say = (text: string) => socket.write(`${text}\r\n`);
  const address = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? "";
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") return say("250-sink\r\n250 AUTH PLAIN");
    if (verb === "AUTH") {
      user = Buffer.from(line.split(" ")[2] ?? "", "base64")
        .toString()
        .split("\0")[1];
      return say("235 welcome");
    }
    if (verb === "MAIL") from = address(line);
    else if (verb === "RCPT") to.push(address(line));
    else if (verb === "DATA") {
      lines = [];
      return say("354 go on");
    } else if (verb === "QUIT") {
      say("221 bye");
      return socket.end();
    }
    return say("250 ok");
  };
  const text = (line: string) => {
    if (line !== ".") return lines?.push(line.replace(/^\./, ""));
    const refusal = refusals.shift();
    if (refusal === undefined) mails.push({ from, to, user, data: (lines ?? []).join("\r\n") });
    lines = undefined;
    to = [];
    return say(refusal ?? "250 taken");
  };
  say("220 sink");
  socket.on("data", (chunk: Buffer) => {
    buffered += chunk.toString();
    for (let end = buffered.indexOf("\r\n"); end >= 0; end = buffered.indexOf("\r\n")) {
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      if (lines === undefined) command(line);
      else text(line);
    }
  });
}
