import type { ChannelInput } from "#core/contract/notifications.ts";
import { sendMail } from "./email.ts";
import type { Message } from "./message.ts";
import { type Outcome, outcomeOf, outcomeOfError } from "./outcome.ts";
import { postJson } from "./post.ts";
import { signatureHeaders } from "./signature.ts";

/** Sends a message through a channel, once. Never throws: what went wrong is the outcome. */
export async function sendThrough(
  channel: ChannelInput,
  message: Message,
  { now, version }: { readonly now: number; readonly version: string },
): Promise<Outcome> {
  const headers = { "user-agent": `millrace/${version}`, "x-millrace-delivery": message.id };
  try {
    switch (channel.type) {
      case "slack-webhook":
        return outcomeOf(await postJson(channel.url, JSON.stringify({ text: message.text(slackText) }), headers));
      case "webhook": {
        const body = JSON.stringify({ id: message.id, ...message.facts });
        // every stored webhook has a secret: one is made where none was given
        const signed = signatureHeaders(body, channel.secret ?? "", now);
        return outcomeOf(await postJson(channel.url, body, { ...headers, ...signed }));
      }
      case "email":
        await sendMail(channel, message);
        return { done: true };
    }
  } catch (error) {
    return outcomeOfError(error);
  }
}

/** What a value says must not become a link, a mention or a channel. */
function slackText(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
