/** Where tasks of runs are started, as the deployment of the agents' stack says. */
export interface RunTasksPlace {
  readonly cluster: string;
  /** The task definition whose container, roles and logs those of runs have too. */
  readonly definition: string;
  /** The container in it that becomes the agent. */
  readonly container: string;
  readonly subnets: readonly string[];
  readonly security_groups: readonly string[];
  /** Whether tasks get an address of their own: in subnets without NAT they reach nobody without. */
  readonly public_ip: boolean;
}

/** What a task is to be. All tasks of one shape are of one task definition. */
export interface TaskShape {
  /** CPU units, 1024 to a vCPU. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Default: that of the definition. */
  readonly image?: string | undefined;
}

export interface TaskRequest {
  readonly place: RunTasksPlace;
  readonly shape: TaskShape;
  readonly spot: boolean;
  readonly flowRunId: string;
  /** Asking again under the same text starts no second task. */
  readonly token: string;
}

/** What became of a request: the task's name, or why there is none, and whether it is worth another try. */
export type TaskStart =
  | { readonly kind: "started"; readonly task: string }
  | { readonly kind: "later"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string };

/** Starts a machine of its own for one run. Who has none (a server of one machine) leaves the port out. */
export interface RunTasks {
  start(request: TaskRequest): Promise<TaskStart>;
  /** Stops a task, for a reason that its owner reads. One that has stopped, or is not known any more, is left as it is. */
  stop(task: { readonly cluster: string; readonly task: string; readonly reason: string }): Promise<void>;
}
