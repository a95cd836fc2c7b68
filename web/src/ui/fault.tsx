import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { cx } from "../lib/cx.ts";
import { type Fault, type Frame, faultText, parseFrames } from "../lib/failure.ts";
import { CopyButton } from "./copy.tsx";

/** An error with its stack trace: the author's own frames stand out, the others fold away. */
export function FaultView({ fault, inner = false }: { readonly fault: Fault; readonly inner?: boolean }) {
  return (
    <div className="min-w-0">
      <div className="flex items-start gap-3">
        <p className="min-w-0 flex-1 font-mono text-sm break-words whitespace-pre-wrap">
          <strong className="font-semibold text-failed">{fault.name}</strong>
          {": "}
          {fault.message}
        </p>
        {!inner && <CopyButton text={() => faultText(fault)} label="Copy" className="-mt-1 shrink-0" />}
      </div>
      {fault.stack !== null && <Stack frames={parseFrames(fault.stack)} />}
      {fault.cause !== null && (
        <div className="mt-3 border-l-2 border-line-strong pl-3">
          <p className="mb-1 text-xs font-medium text-ink-3">Caused by</p>
          <FaultView fault={fault.cause} inner />
        </div>
      )}
    </div>
  );
}

function Stack({ frames }: { readonly frames: readonly Frame[] }) {
  const foreign = frames.filter((frame) => !frame.own).length;
  const [all, setAll] = useState(foreign === frames.length);
  if (frames.length === 0) return null;
  return (
    <div className="mt-2">
      <ol aria-label="Stack trace" className="overflow-x-auto rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5.5">
        {frames
          .filter((frame) => all || frame.own)
          .map((frame, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: frames repeat in recursion and never move
            <li key={index} className={cx("whitespace-nowrap", !frame.own && "text-ink-3")}>
              <span className="text-ink-3">at </span>
              {frame.call !== "" && <span className={frame.own ? "text-ink" : ""}>{frame.call} </span>}
              <span className={frame.own ? "text-ink-2" : ""}>
                {directory(frame.file)}
                <span className={cx(frame.own && "text-water font-medium")}>
                  {baseName(frame.file)}
                  {frame.position !== "" && `:${frame.position}`}
                </span>
              </span>
            </li>
          ))}
      </ol>
      {foreign > 0 && foreign < frames.length && (
        <button
          type="button"
          onClick={() => setAll(!all)}
          aria-expanded={all}
          className="mt-1.5 flex items-center gap-1 rounded text-xs text-ink-2 hover:text-ink"
        >
          <ChevronDown aria-hidden="true" size={13} className={cx("transition-transform", all && "rotate-180")} />
          {all ? "Only your own frames" : `${foreign} ${foreign === 1 ? "frame" : "frames"} of Node and packages`}
        </button>
      )}
    </div>
  );
}

function directory(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
