import type { InputHTMLAttributes, ReactNode } from "react";
import { cx } from "../lib/cx.ts";
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
  /** Set in the type of code. */
  readonly mono?: boolean;
  /** More than one line. */
  readonly rows?: number;
}

/** Text under its name; figures stand below each other. */
export function TextField({ label, value, change, hint, problem, required = false, secret = false, mono = false, rows, ...rest }: Props) {
  const numeric = rest.inputMode === "numeric" || rest.inputMode === "decimal";
  const className = cx("field", mono && "font-mono", numeric && "tabular");
  return (
    <Labelled label={label} hint={hint} problem={problem} required={required}>
      {(ties) =>
        rows === undefined ? (
          <input
            {...ties}
            {...rest}
            type={secret ? "password" : "text"}
            autoComplete={secret ? "new-password" : "off"}
            spellCheck={!mono}
            value={value}
            onChange={(event) => change(event.target.value)}
            className={className}
          />
        ) : (
          <textarea
            {...ties}
            placeholder={rest.placeholder}
            rows={rows}
            spellCheck={!mono}
            value={value}
            onChange={(event) => change(event.target.value)}
            className={className}
          />
        )
      }
    </Labelled>
  );
}
