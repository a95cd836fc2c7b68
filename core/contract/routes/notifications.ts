import * as z from "zod";
import { Delivery, Notification, NotificationCreate, NotificationSaved, NotificationUpdate } from "../notifications.ts";
import type { Route } from "../route.ts";
import { byId } from "./bodies.ts";

/** Notifications: who is told of which transitions. */
export const notificationRoutes = {
  createNotification: {
    method: "POST",
    path: "/x/notifications/",
    tag: "notifications",
    access: "write",
    summary: "Create a notification; a secret made for its webhook is answered once",
    body: NotificationCreate,
    response: NotificationSaved,
    status: 201,
  },
  readNotification: {
    method: "GET",
    path: "/x/notifications/{id}",
    tag: "notifications",
    access: "read",
    summary: "Read a notification",
    params: byId,
    response: Notification,
  },
  filterNotifications: {
    method: "POST",
    path: "/x/notifications/filter",
    tag: "notifications",
    access: "read",
    summary: "List all notifications by name",
    response: z.array(Notification),
  },
  updateNotification: {
    method: "PATCH",
    path: "/x/notifications/{id}",
    tag: "notifications",
    access: "write",
    summary: "Change, pause or resume a notification",
    params: byId,
    body: NotificationUpdate,
    response: NotificationSaved,
  },
  deleteNotification: {
    method: "DELETE",
    path: "/x/notifications/{id}",
    tag: "notifications",
    access: "write",
    summary: "Delete a notification with its history; what is still on its way is not sent",
    params: byId,
  },
  testNotification: {
    method: "POST",
    path: "/x/notifications/{id}/test",
    tag: "notifications",
    access: "write",
    summary: "Send a message with invented values, also of a paused notification",
    params: byId,
    response: Delivery,
    status: 201,
  },
  filterDeliveries: {
    method: "GET",
    path: "/x/notifications/{id}/deliveries",
    tag: "notifications",
    access: "read",
    summary: "The last deliveries of a notification, newest first",
    params: byId,
    query: z.object({ limit: z.coerce.number().int().min(1).max(50).default(50) }),
    response: z.array(Delivery),
  },
} as const satisfies Record<string, Route>;
