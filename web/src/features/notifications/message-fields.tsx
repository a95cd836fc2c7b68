import type { Drafted } from "../../form/use-draft.ts";
import { TextField } from "../../ui/text-field.tsx";
import { isMail, type NotificationDraft } from "./notification-draft.ts";

/** The words of a notification's messages, behind a fold while they are the usual ones. */
export function MessageFields({ draft, text }: Drafted<NotificationDraft>) {
  return (
    <details open={draft.saved !== undefined && (draft.saved.message !== null || draft.saved.subject !== null)}>
      <summary className="text-sm font-medium text-ink-2">Words of the message</summary>
      <div className="mt-2 flex flex-col gap-3">
        {isMail(draft) && (
          <TextField label="Subject" placeholder="{{ flow.name }} / {{ flow_run.name }}: {{ state.name }}" {...text("subject")} />
        )}
        <TextField
          label="Message"
          rows={3}
          hint="With places such as {{ flow_run.name }}, {{ state.message }}, {{ flow_run.url }}. Empty: the usual words."
          placeholder="Flow run {{ flow_run.name }} is {{ state.name }}"
          {...text("message")}
        />
      </div>
    </details>
  );
}
