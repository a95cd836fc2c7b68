import type { ChannelInput } from "#core/contract/notifications.ts";
import type { Message } from "./message.ts";

/**
 * Sends a message by SMTP. Where the address has a password, it goes over TLS only, except to this machine.
 *
 * @throws what the mail library throws; `responseCode` is the server's.
 */
export async function sendMail(channel: Extract<ChannelInput, { type: "email" }>, message: Message): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const { protocol, hostname, port, username, password } = new URL(channel.smtp_url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(username);
  const transport = createTransport({
    host,
    port: port === "" ? (protocol === "smtps:" ? 465 : 587) : Number(port),
    secure: protocol === "smtps:",
    requireTLS: user !== "" && !isThisMachine(host),
    ...(user !== "" && { auth: { user, pass: decodeURIComponent(password) } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: "Millrace", address: channel.from ?? (user.includes("@") ? user : `millrace@${host}`) },
      to: channel.to,
      subject: message.subject,
      text: message.text(),
      // the same for every attempt, so that mail programs show a message once
      messageId: `<${message.id}@millrace>`,
      headers: { "auto-submitted": "auto-generated" },
    });
  } finally {
    transport.close();
  }
}

const PATIENCE_MS = 10_000;

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}
