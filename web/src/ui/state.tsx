import {
  AlarmClock,
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Clock,
  DatabaseZap,
  type LucideIcon,
  RotateCw,
  TimerOff,
  Zap,
} from "lucide-react";
import type { StateType } from "../../../core/contract/states.ts";
import { cx } from "../lib/cx.ts";
import { stateLabel, type Tone, toneOf } from "../lib/tone.ts";
import { Wheel } from "./wheel.tsx";

interface StateProps {
  readonly type: StateType | null | undefined;
  readonly name?: string | null | undefined;
}

/** Icon and name of a state in its colour; `soft` puts it on a tinted ground, `past` keeps it still. */
export function StateBadge({
  type,
  name,
  soft = false,
  past = false,
  className,
}: StateProps & { readonly soft?: boolean; readonly past?: boolean; readonly className?: string }) {
  return (
    <span
      data-tone={toneOf(type, name)}
      data-state={type}
      className={cx(
        "inline-flex min-w-0 items-center gap-1.5 text-sm font-medium whitespace-nowrap tone-text",
        soft && "tone-soft h-6 rounded-full pr-2.5 pl-1.5",
        className,
      )}
    >
      <StateIcon type={type} name={name} turning={!past} />
      <span className="truncate">{stateLabel(type, name)}</span>
    </span>
  );
}

/** The icon of a state alone; its name must stand beside it or in a label. */
export function StateIcon({ type, name, size = 15, turning = false }: StateProps & { readonly size?: number; readonly turning?: boolean }) {
  if (type === "RUNNING") return <Wheel size={size} turning={turning} />;
  const Icon = (name == null ? undefined : byName[name]) ?? byTone[toneOf(type, name)];
  return <Icon aria-hidden="true" size={size} strokeWidth={2.1} className="shrink-0" />;
}

const byTone: Readonly<Record<Tone, LucideIcon>> = {
  completed: CircleCheck,
  cached: DatabaseZap,
  running: RotateCw,
  failed: CircleX,
  crashed: Zap,
  late: AlarmClock,
  paused: CirclePause,
  scheduled: Clock,
  cancelled: Ban,
  pending: CircleDashed,
};
const byName: Readonly<Record<string, LucideIcon>> = { AwaitingRetry: RotateCw, TimedOut: TimerOff };
