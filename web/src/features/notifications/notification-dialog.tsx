import { useQueryClient } from "@tanstack/react-query";
import type { Notification } from "../../../../core/contract/notifications.ts";
import { api } from "../../api/client.ts";
import { DraftDialog } from "../../form/draft-dialog.tsx";
import { Command } from "../../ui/copy.tsx";
import { DoneDialog } from "../../ui/done-dialog.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ChannelFields } from "./channel-fields.tsx";
import { MatchFields } from "./match-fields.tsx";
import { MessageFields } from "./message-fields.tsx";
import { bodyOf, changesOf, draftOf, problemsOf } from "./notification-draft.ts";

interface Props {
  /** The one to change; without it one is created. */
  readonly notification?: Notification;
  readonly close: () => void;
}

/** Creates or changes a notification: which transitions, through which channel, in which words. */
export function NotificationDialog({ notification, close }: Props) {
  const client = useQueryClient();
  return (
    <DraftDialog
      title={notification === undefined ? "Create a notification" : `Edit ${notification.name}`}
      verb={notification === undefined ? "Create" : "Save"}
      close={close}
      first={() => draftOf(notification)}
      problemsOf={problemsOf}
      save={async (draft) => {
        const saved =
          notification === undefined
            ? await api.createNotification({ body: bodyOf(draft) })
            : await api.updateNotification({ params: { id: notification.id }, body: changesOf(draft) });
        await client.invalidateQueries({ queryKey: ["notifications"] });
        return saved;
      }}
      saved={({ webhook_secret: secret }) => (secret === null ? null : <Secret secret={secret} close={close} />)}
    >
      {(fields) => (
        <>
          <TextField label="Name" required {...fields.text("name")} />
          <ChannelFields {...fields} />
          <MatchFields {...fields} />
          <MessageFields {...fields} />
        </>
      )}
    </DraftDialog>
  );
}

/** A secret the server made, shown this once. */
function Secret({ secret, close }: { readonly secret: string; readonly close: () => void }) {
  return (
    <DoneDialog title="Keep this secret" close={close}>
      <p className="text-ink-2">Each message is signed with it, so that the receiver knows who sends. It is not shown again.</p>
      <Command>{secret}</Command>
    </DoneDialog>
  );
}
