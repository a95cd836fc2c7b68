import type { UseMutationResult } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";

interface Props {
  readonly paused: boolean;
  /** Pauses or resumes, as it is told. */
  readonly pause: Pick<UseMutationResult<unknown, Error, boolean>, "isPending" | "mutate">;
}

/** Pauses what goes on, resumes what is paused. */
export function PauseButton({ paused, pause }: Props) {
  const Icon = paused ? Play : Pause;
  return (
    <button type="button" className="control" disabled={pause.isPending} onClick={() => pause.mutate(!paused)}>
      <Icon aria-hidden="true" size={14} />
      {paused ? "Resume" : "Pause"}
    </button>
  );
}
