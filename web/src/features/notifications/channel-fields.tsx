import type { Drafted } from "../../form/use-draft.ts";
import { Labelled } from "../../ui/labelled.tsx";
import { Segments } from "../../ui/segments.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { NotificationDraft } from "./notification-draft.ts";
import { channelNames } from "./words.ts";

/** Where a notification goes, and what it takes to get there. What a saved one has stays, unless another is chosen. */
export function ChannelFields({ draft, set, problems, text }: Drafted<NotificationDraft>) {
  return (
    <>
      <Segments
        label="Channel"
        options={draft.saved === undefined ? channels : [["kept", "As it is"], ...channels]}
        value={draft.channel}
        change={(channel) => set({ channel })}
      />
      {draft.channel === "kept" && draft.saved !== undefined && (
        <p className="text-sm wrap-anywhere text-ink-2">
          {channelNames[draft.saved.channel.type]} to {draft.saved.channel.target}, with the secrets it has. Choose a channel to replace it.
        </p>
      )}
      {draft.channel === "slack-webhook" && (
        <TextField
          label="Address"
          required
          inputMode="url"
          hint="An incoming webhook of Slack, Mattermost or Discord. Kept sealed."
          placeholder="https://hooks.slack.com/services/…"
          {...text("url")}
        />
      )}
      {draft.channel === "webhook" && (
        <>
          <TextField
            label="Address"
            required
            inputMode="url"
            hint="Gets a POST of JSON, signed. Kept sealed."
            placeholder="https://example.com/hooks/runs"
            {...text("url")}
          />
          <TextField label="Secret" secret hint="Signs each message. Empty: one is made and shown once." {...text("secret")} />
        </>
      )}
      {draft.channel === "email" && (
        <>
          <Labelled label="To" required hint="Enter ends an address" problem={problems.to}>
            {(ties) => <TagInput ties={ties} tags={draft.to} change={(to) => set({ to })} placeholder="ada@example.com" />}
          </Labelled>
          <TextField
            label="Mail server"
            required
            secret
            hint="smtp://user:password@host:587, or smtps:// for TLS from the first byte. Kept sealed."
            {...text("smtpUrl")}
          />
          <TextField label="From" inputMode="email" hint="Empty: the user of the mail server" {...text("from")} />
        </>
      )}
    </>
  );
}

const channels = [
  ["slack-webhook", "Slack"],
  ["webhook", "Webhook"],
  ["email", "Email"],
] as const;
