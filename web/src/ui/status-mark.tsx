import type { LucideIcon } from "lucide-react";
import type { Tone } from "../lib/tone.ts";

/** How one status looks: its name, its sign, and what it means. */
export interface StatusLook {
  readonly name: string;
  readonly icon: LucideIcon;
  readonly tone: Tone;
  readonly title: string;
}

/** Whether something is ready for runs, by sign and name; what that means is told on hover. */
export function StatusMark({ look: { icon: Icon, ...look } }: { readonly look: StatusLook }) {
  return (
    <span
      data-tone={look.tone}
      title={look.title}
      className="inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap tone-text"
    >
      <Icon aria-hidden="true" size={15} className="shrink-0" />
      {look.name}
    </span>
  );
}
