// Limits that follow from other objects: nobody creates them, and their capacity is said by whoever takes slots.

/** How many runs of a work queue go on at once. */
export const queueLimit = (workQueueId: string): string => `queue:${workQueueId}`;
/** How many runs of a deployment go on at once. */
export const deploymentLimit = (deploymentId: string): string => `deployment:${deploymentId}`;
/** One run of a schedule at a time, where its overlap policy asks for that. */
export const overlapLimit = (scheduleId: string): string => `overlap:${scheduleId}`;
