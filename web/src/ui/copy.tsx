import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { cx } from "../lib/cx.ts";

/** A button that copies `text` and says so for a moment. */
export function CopyButton({
  text,
  label = "Copy",
  className,
  bare = false,
}: {
  readonly text: string | (() => string);
  readonly label?: string;
  readonly className?: string;
  readonly bare?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await write(typeof text === "function" ? text() : text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={bare ? label : undefined}
      title={bare ? label : undefined}
      className={cx(
        bare
          ? "inline-flex size-6 shrink-0 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
          : "control no-print",
        className,
      )}
    >
      <Icon aria-hidden="true" size={14} className={copied ? "text-completed" : ""} />
      {!bare && <span>{copied ? "Copied" : label}</span>}
      <span aria-live="polite" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </button>
  );
}

/** A command to run next, ready to copy. */
export function Command({ children }: { readonly children: string }) {
  return (
    <div className="flex w-full items-center gap-2 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-3 text-left">
      <span aria-hidden="true" className="font-mono text-sm text-ink-3 select-none">
        $
      </span>
      <code className="min-w-0 flex-1 text-sm wrap-anywhere">{children}</code>
      <CopyButton bare text={children} label={`Copy “${children}”`} />
    </div>
  );
}

// Pages served over plain HTTP from another machine have no clipboard API.
async function write(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
