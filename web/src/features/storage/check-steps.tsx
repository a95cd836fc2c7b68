import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import type { StorageCheck } from "../../../../core/contract/storages.ts";

/** What became of a real write, read and delete; `running` shows them while the server is at it. */
export function CheckSteps({ check, running = false }: { readonly check?: StorageCheck | undefined; readonly running?: boolean }) {
  return (
    <ol aria-label="Test of the storage" className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
      {steps.map(([step, name]) => {
        const done = check?.steps.find((one) => one.step === step);
        const Icon = done === undefined ? CircleDashed : done.ok ? CircleCheck : CircleX;
        const tone = done === undefined ? "pending" : done.ok ? "completed" : "failed";
        return (
          <li key={step} data-tone={tone} className="flex items-center gap-1.5 tone-text">
            <Icon aria-hidden="true" size={15} className={running ? "animate-pulse" : ""} />
            {name}
            <span className="sr-only">{done === undefined ? (running ? "under way" : "not tried") : done.ok ? "worked" : "failed"}</span>
          </li>
        );
      })}
      {check?.steps
        .filter((one) => !one.ok)
        .map((one) => (
          <li key={one.step} role="alert" className="w-full text-ink">
            {one.message} <span className="text-ink-2">{one.do}</span>
          </li>
        ))}
    </ol>
  );
}

const steps = [
  ["open", "Opened"],
  ["write", "Written"],
  ["read", "Read back"],
  ["delete", "Deleted"],
] as const;
