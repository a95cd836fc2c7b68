import { Labelled } from "../../ui/labelled.tsx";
import { Segments } from "../../ui/segments.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import type { NotificationDraft } from "./notification-draft.ts";

interface Props {
  readonly draft: NotificationDraft;
  readonly set: (part: Partial<NotificationDraft>) => void;
  readonly problems: Partial<Record<keyof NotificationDraft, string>>;
}

/** Where a notification goes, and what it takes to get there. */
export function ChannelFields({ draft, set, problems }: Props) {
  return (
    <>
      <Segments
        label="Channel"
        options={[
          ["slack-webhook", "Slack"],
          ["webhook", "Webhook"],
          ["email", "Email"],
        ]}
        value={draft.channel}
        change={(channel) => set({ channel })}
      />
      {draft.channel !== "email" && (
        <Labelled
          label="Address"
          required
          hint={
            draft.channel === "slack-webhook"
              ? "An incoming webhook of Slack, Mattermost or Discord. Kept sealed."
              : "Gets a POST of JSON, signed. Kept sealed."
          }
          problem={problems.url}
        >
          {(ties) => (
            <input
              {...ties}
              inputMode="url"
              autoComplete="off"
              value={draft.url}
              placeholder={draft.channel === "slack-webhook" ? "https://hooks.slack.com/services/…" : "https://example.com/hooks/runs"}
              onChange={(event) => set({ url: event.target.value })}
              className="field"
            />
          )}
        </Labelled>
      )}
      {draft.channel === "webhook" && (
        <Labelled label="Secret" hint="Signs each message. Empty: one is made and shown once." problem={problems.secret}>
          {(ties) => (
            <input
              {...ties}
              type="password"
              autoComplete="new-password"
              value={draft.secret}
              onChange={(event) => set({ secret: event.target.value })}
              className="field"
            />
          )}
        </Labelled>
      )}
      {draft.channel === "email" && (
        <>
          <Labelled label="To" required hint="Enter ends an address" problem={problems.to}>
            {(ties) => <TagInput ties={ties} tags={draft.to} change={(to) => set({ to })} placeholder="ada@example.com" />}
          </Labelled>
          <Labelled
            label="Mail server"
            required
            hint="smtp://user:password@host:587, or smtps:// for TLS from the first byte. Kept sealed."
            problem={problems.smtpUrl}
          >
            {(ties) => (
              <input
                {...ties}
                type="password"
                autoComplete="new-password"
                value={draft.smtpUrl}
                onChange={(event) => set({ smtpUrl: event.target.value })}
                className="field"
              />
            )}
          </Labelled>
          <Labelled label="From" hint="Empty: the user of the mail server">
            {(ties) => (
              <input
                {...ties}
                inputMode="email"
                value={draft.from}
                onChange={(event) => set({ from: event.target.value })}
                className="field"
              />
            )}
          </Labelled>
        </>
      )}
    </>
  );
}
