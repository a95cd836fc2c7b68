import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, Hash, Mail, Pencil, Send, Trash2, Webhook } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Notification } from "../../../../core/contract/notifications.ts";
import { api } from "../../api/client.ts";
import { cx } from "../../lib/cx.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { Deliveries } from "./deliveries.tsx";
import { channelNames, matchWords } from "./words.ts";

const Confirm = lazy(() => import("../../ui/confirm.tsx").then((module) => ({ default: module.Confirm })));
const NotificationDialog = lazy(() => import("./notification-dialog.tsx").then((module) => ({ default: module.NotificationDialog })));

interface Props {
  readonly notification: Notification;
  /** Its deliveries are shown. */
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
}

/** One notification, with its switch, its test and what became of its messages. */
export function NotificationRow({ notification, open, setOpen }: Props) {
  const client = useQueryClient();
  const [dialog, setDialog] = useState<"edit" | "delete">();
  const { id, name } = notification;
  const show = (is_paused: boolean) =>
    client.setQueryData<Notification[]>(["notifications"], (all) => all?.map((one) => (one.id === id ? { ...one, is_paused } : one)));
  const refresh = () => client.invalidateQueries({ queryKey: ["notifications"] });
  const pausing = useMutation({
    mutationFn: (is_paused: boolean) => api.updateNotification({ params: { id }, body: { is_paused } }),
    onMutate: async (is_paused) => {
      await client.cancelQueries({ queryKey: ["notifications"] });
      show(is_paused);
    },
    onError: (_, is_paused) => show(!is_paused),
    onSettled: refresh,
  });
  const testing = useMutation({
    mutationFn: () => api.testNotification({ params: { id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["deliveries", id] });
      setOpen(true);
    },
  });
  const Icon = icons[notification.channel.type];
  return (
    <li className="border-b border-line last:border-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
        <Icon aria-hidden="true" size={18} className="shrink-0 text-ink-3" />
        <div className="min-w-0 flex-1 basis-56">
          <p className="truncate font-medium">{name}</p>
          <p className="text-sm text-ink-2">{matchWords(notification.match)}</p>
          <p className="text-xs break-all text-ink-3">
            {channelNames[notification.channel.type]} to {notification.channel.target}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <button type="button" className="control" aria-expanded={open} onClick={() => setOpen(!open)}>
            <ChevronRight aria-hidden="true" size={14} className={cx("transition-transform", open && "rotate-90")} />
            Deliveries
          </button>
          <button type="button" className="control" disabled={testing.isPending} onClick={() => testing.mutate()}>
            <Send aria-hidden="true" size={14} />
            {testing.isPending ? "Sending…" : "Test"}
          </button>
          <button type="button" className="control px-2" aria-label={`Edit ${name}`} title="Edit" onClick={() => setDialog("edit")}>
            <Pencil aria-hidden="true" size={14} />
          </button>
          <button type="button" className="control px-2" aria-label={`Delete ${name}`} title="Delete" onClick={() => setDialog("delete")}>
            <Trash2 aria-hidden="true" size={14} />
          </button>
          <Toggle
            label={`${notification.is_paused ? "Resume" : "Pause"} ${name}`}
            on={!notification.is_paused}
            disabled={pausing.isPending}
            change={(on) => pausing.mutate(!on)}
          />
        </div>
      </div>
      <Complaint error={testing.error ?? pausing.error} className="mx-4 mb-3" />
      {open && <Deliveries id={id} name={name} />}
      {dialog === "edit" && (
        <Suspense>
          <NotificationDialog notification={notification} close={() => setDialog(undefined)} />
        </Suspense>
      )}
      {dialog === "delete" && (
        <Suspense>
          <Confirm
            danger
            title={`Delete ${name}?`}
            verb="Delete"
            act={() => api.deleteNotification({ params: { id } })}
            done={refresh}
            close={() => setDialog(undefined)}
          >
            Its history goes with it, and what is still on its way is not sent.
          </Confirm>
        </Suspense>
      )}
    </li>
  );
}

const icons = { "slack-webhook": Hash, webhook: Webhook, email: Mail } as const;
