import { type ReactNode, useId } from "react";

interface Props {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with what was typed. */
  readonly problem?: string | undefined;
  readonly required?: boolean;
  /** Gets the ids that tie the control to its label, hint and problem. */
  readonly children: (ties: Ties) => ReactNode;
}

export interface Ties {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
  readonly "aria-required": boolean;
}

/** A control under its name, with a hint, or in its place what is wrong. */
export function Labelled({ label, hint, problem, required = false, children }: Props) {
  const id = useId();
  const said = problem ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {required && (
          <span aria-hidden="true" className="ml-1 text-failed" title="required">
            *
          </span>
        )}
      </label>
      {children({
        id,
        "aria-describedby": said === undefined ? undefined : `${id}-said`,
        "aria-invalid": problem !== undefined,
        "aria-required": required,
      })}
      {said !== undefined && (
        <p id={`${id}-said`} className={problem === undefined ? "text-xs text-ink-3" : "text-xs text-failed"}>
          {said}
        </p>
      )}
    </div>
  );
}
