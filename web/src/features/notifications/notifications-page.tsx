import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Bell, Plus } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { notificationsQuery } from "../../api/notifications.ts";
import { useTitle } from "../../shell/title.ts";
import { Command } from "../../ui/copy.tsx";
import { Empty, Failure, SkeletonRows } from "../../ui/notice.tsx";
import { NotificationRow } from "./notification-row.tsx";
import { type NotificationsSearch, parseNotificationsSearch } from "./search.ts";

const NotificationDialog = lazy(() => import("./notification-dialog.tsx").then((module) => ({ default: module.NotificationDialog })));

const route = getRouteApi("/notifications");

/** Who is told of which transitions, and what became of the messages. */
export function NotificationsPage() {
  useTitle("Notifications");
  const raw = route.useSearch();
  const search = useMemo(() => parseNotificationsSearch({ ...raw }), [raw]);
  const navigate = route.useNavigate();
  const set = (part: { [K in keyof NotificationsSearch]?: NotificationsSearch[K] | undefined }) =>
    void navigate({ search: parseNotificationsSearch({ ...search, ...part }), replace: true, resetScroll: false });
  const notifications = useQuery(notificationsQuery());
  const create = (
    <button type="button" className="primary" onClick={() => set({ create: "new" })}>
      <Plus aria-hidden="true" size={14} />
      Create notification
    </button>
  );
  return (
    <div className="flex flex-col gap-3">
      <h1 className="sr-only">Notifications</h1>
      {notifications.data === undefined ? (
        notifications.error === null ? (
          <div className="card">
            <SkeletonRows rows={4} height={56} />
          </div>
        ) : (
          <Failure error={notifications.error} retry={() => void notifications.refetch()} />
        )
      ) : notifications.data.length === 0 ? (
        <Empty icon={<Bell size={34} strokeWidth={1.5} aria-hidden="true" />} title="No notifications yet">
          <p>A notification tells Slack, a webhook or a mailbox when runs enter a state, such as Failed or Late.</p>
          {create}
          <Command>npx millrace notification create --help</Command>
        </Empty>
      ) : (
        <>
          <div className="flex items-center justify-between gap-3">
            <span role="status" className="text-sm text-ink-3 tabular">
              {notifications.data.length} {notifications.data.length === 1 ? "notification" : "notifications"}
            </span>
            {create}
          </div>
          <ul aria-label="Notifications" className="card">
            {notifications.data.map((notification) => (
              <NotificationRow
                key={notification.id}
                notification={notification}
                open={search.history === notification.id}
                setOpen={(open) => set({ history: open ? notification.id : undefined })}
              />
            ))}
          </ul>
        </>
      )}
      {search.create === "new" && (
        <Suspense>
          <NotificationDialog close={() => set({ create: undefined })} />
        </Suspense>
      )}
    </div>
  );
}
