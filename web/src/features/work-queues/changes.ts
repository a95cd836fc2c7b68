import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { WorkQueue } from "../../../../core/contract/work-queues.ts";
import { api } from "../../api/client.ts";

/** Pauses or resumes a queue: shown at once, taken back if the server refuses. */
export function useQueuePause(id: string) {
  const client = useQueryClient();
  const show = (is_paused: boolean) => {
    client.setQueryData<WorkQueue[]>(["work-queues"], (all) => all?.map((one) => (one.id === id ? { ...one, is_paused } : one)));
    client.setQueryData<WorkQueue>(["work-queue", id], (one) => (one === undefined ? one : { ...one, is_paused }));
  };
  return useMutation({
    mutationFn: (is_paused: boolean) => api.updateWorkQueue({ params: { id }, body: { is_paused } }),
    onMutate: async (is_paused) => {
      await Promise.all([client.cancelQueries({ queryKey: ["work-queues"] }), client.cancelQueries({ queryKey: ["work-queue", id] })]);
      show(is_paused);
    },
    onError: (_, is_paused) => show(!is_paused),
    onSettled: () => refreshQueue(client, id),
  });
}

/** Asks again for everything shown of a queue, after it was changed. */
export function refreshQueue(client: ReturnType<typeof useQueryClient>, id: string): Promise<unknown> {
  const keys = [
    ["work-queues"],
    ["work-queue", id],
    ["upcoming-runs", id],
    ["work-queue-status", id],
    ["work-queue-running", id],
    ["work-queue-of"],
  ];
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}
