/** The pages of the bar on top, each with the key that leads to it after `g`. */
export const pages = [
  { to: "/runs", name: "Runs", key: "r", goal: "Go to runs" },
  { to: "/flows", name: "Flows", key: "f", goal: "Go to flows" },
  { to: "/deployments", name: "Deployments", key: "d", goal: "Go to deployments" },
  { to: "/work-queues", name: "Work queues", key: "q", goal: "Go to work queues" },
  { to: "/storage", name: "Storage", key: "s", goal: "Go to storage, blocks and variables" },
  { to: "/concurrency", name: "Concurrency", key: "c", goal: "Go to concurrency limits" },
  { to: "/notifications", name: "Notifications", key: "n", goal: "Go to notifications" },
] as const;
