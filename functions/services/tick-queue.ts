/** The queue of what is due: timers of deployments send to it, and so does whoever makes a run that no agent takes. */
export const TICK_QUEUE = "tick";
