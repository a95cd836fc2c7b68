import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { api } from "../../api/client.ts";

/** Pauses or resumes a deployment: shown at once, taken back if the server refuses. */
export function usePause(id: string) {
  const client = useQueryClient();
  const show = (paused: boolean) => {
    client.setQueryData<Deployment[]>(["deployments"], (all) => all?.map((one) => (one.id === id ? { ...one, paused } : one)));
    client.setQueryData<Deployment>(["deployment", id], (one) => (one === undefined ? one : { ...one, paused }));
  };
  return useMutation({
    mutationFn: (paused: boolean) => (paused ? api.pauseDeployment({ params: { id } }) : api.resumeDeployment({ params: { id } })),
    onMutate: async (paused) => {
      await Promise.all([client.cancelQueries({ queryKey: ["deployments"] }), client.cancelQueries({ queryKey: ["deployment", id] })]);
      show(paused);
    },
    onError: (_, paused) => show(!paused),
    onSettled: () => refreshDeployment(client, id),
  });
}

/** Asks again for everything shown of a deployment, after it was changed. */
export function refreshDeployment(client: ReturnType<typeof useQueryClient>, id: string): Promise<unknown> {
  const keys = [["deployments"], ["deployment", id], ["next-run", id], ["runs"], ["run-count"]];
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}
