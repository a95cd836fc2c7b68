import type { InputHTMLAttributes, ReactNode } from "react";
import { Labelled } from "./labelled.tsx";

interface Props extends Pick<InputHTMLAttributes<HTMLInputElement>, "inputMode" | "placeholder" | "maxLength"> {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
  readonly required?: boolean;
  /** Not shown while it is typed, and not kept by the browser. */
  readonly secret?: boolean;
}

/** One line of text under its name. */
export function TextField({ label, value, change, hint, problem, required = false, secret = false, ...rest }: Props) {
  return (
    <Labelled label={label} hint={hint} problem={problem} required={required}>
      {(ties) => (
        <input
          {...ties}
          {...rest}
          type={secret ? "password" : "text"}
          autoComplete={secret ? "new-password" : "off"}
          value={value}
          onChange={(event) => change(event.target.value)}
          className="field"
        />
      )}
    </Labelled>
  );
}
