import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Notification } from "../../../../core/contract/notifications.ts";
import { api } from "../../api/client.ts";
import { useDraft } from "../../form/use-draft.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Command } from "../../ui/copy.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Modal } from "../../ui/modal.tsx";
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
  const { fields, send } = useDraft(() => draftOf(notification), problemsOf);
  const saving = useMutation({
    mutationFn: () =>
      notification === undefined
        ? api.createNotification({ body: bodyOf(fields.draft) })
        : api.updateNotification({ params: { id: notification.id }, body: changesOf(fields.draft) }),
    onSuccess: async ({ webhook_secret }) => {
      await client.invalidateQueries({ queryKey: ["notifications"] });
      if (webhook_secret === null) close();
    },
  });
  const secret = saving.data?.webhook_secret;
  if (secret != null) return <Secret secret={secret} close={close} />;
  return (
    <Modal
      title={notification === undefined ? "Create a notification" : `Edit ${notification.name}`}
      close={close}
      submit={() => send(saving.mutate)}
      footer={
        <DialogButtons
          close={close}
          verb={notification === undefined ? "Create" : "Save"}
          busy={saving.isPending ? "Saving…" : undefined}
        />
      }
    >
      <TextField label="Name" required problem={fields.problems.name} value={fields.draft.name} change={(name) => fields.set({ name })} />
      <ChannelFields {...fields} />
      <MatchFields {...fields} />
      <MessageFields {...fields} />
      <Complaint error={saving.error} />
    </Modal>
  );
}

/** A secret the server made, shown this once. */
function Secret({ secret, close }: { readonly secret: string; readonly close: () => void }) {
  return (
    <Modal
      title="Keep this secret"
      close={close}
      submit={close}
      footer={
        <button type="submit" className="primary">
          Done
        </button>
      }
    >
      <p className="text-ink-2">Each message is signed with it, so that the receiver knows who sends. It is not shown again.</p>
      <Command>{secret}</Command>
    </Modal>
  );
}
