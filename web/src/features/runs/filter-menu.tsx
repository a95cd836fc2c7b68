import { Popover } from "@base-ui/react/popover";
import { Check } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { FilterProps, Option } from "./filter-button.tsx";

/** The list under a {@link FilterButton}: check boxes, a field to narrow them, and the way back to none. */
export function FilterMenu({
  label,
  options: read,
  chosen = [],
  change,
  searchable = false,
  free = false,
  anchor,
  close,
}: FilterProps & { readonly anchor: RefObject<HTMLButtonElement | null>; readonly close: () => void }) {
  const [options, setOptions] = useState<readonly Option[]>();
  const [query, setQuery] = useState("");
  const first = useRef(read);
  useEffect(() => {
    let gone = false;
    void Promise.resolve(first.current()).then(
      (all) => !gone && setOptions(all),
      () => !gone && setOptions([]),
    );
    return () => {
      gone = true;
    };
  }, []);
  const all = withChosen(options ?? [], chosen);
  const shown = all.filter((option) => (option.text ?? option.value).toLowerCase().includes(query.trim().toLowerCase()));
  const toggle = (value: string) => change(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  const add = query.trim();
  const addable = free && add !== "" && !all.some((option) => option.value === add);
  return (
    <Popover.Root open onOpenChange={(open) => !open && close()}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} align="start" sideOffset={6} className="z-40">
          <Popover.Popup
            aria-label={`Filter by ${label.toLowerCase()}`}
            className="w-60 rounded-lg border border-line bg-raised p-1 text-sm shadow-float outline-none animate-rise"
          >
            {searchable && (
              <input
                aria-label={`Find in ${label.toLowerCase()}`}
                placeholder={free ? `Find or type a ${label.toLowerCase().replace(/s$/, "")}…` : "Find…"}
                value={query}
                onChange={(event) => setQuery(event.target.value)}
                onKeyDown={(event) => {
                  const only = addable ? add : shown.length === 1 ? shown[0]?.value : undefined;
                  if (event.key === "Enter" && only !== undefined) {
                    toggle(only);
                    setQuery("");
                  }
                }}
                className="mb-1 h-8 w-full border-b border-line bg-transparent px-2.5 outline-none placeholder:text-ink-3"
              />
            )}
            <div role="group" aria-label={label} className="max-h-72 overflow-y-auto">
              {shown.map((option) => (
                <label
                  key={option.value}
                  data-tone={option.tone}
                  className="relative flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 hover:bg-hover has-focus-visible:bg-hover"
                >
                  <input
                    type="checkbox"
                    checked={chosen.includes(option.value)}
                    onChange={() => toggle(option.value)}
                    className="peer absolute inset-0 cursor-pointer opacity-0"
                  />
                  <span
                    aria-hidden="true"
                    className="flex size-4 items-center justify-center rounded border border-line-strong text-on-water peer-checked:border-water peer-checked:bg-water"
                  >
                    {chosen.includes(option.value) && <Check size={12} strokeWidth={3} />}
                  </span>
                  {option.icon !== undefined && <span className="tone-text">{option.icon}</span>}
                  <span className="truncate">{option.text ?? option.value}</span>
                </label>
              ))}
              {addable && (
                <button
                  type="button"
                  onClick={() => {
                    toggle(add);
                    setQuery("");
                  }}
                  className="flex h-8 w-full items-center rounded-md px-2 text-left hover:bg-hover"
                >
                  Use “{add}”
                </button>
              )}
              {options === undefined ? (
                <p className="px-2 py-2 text-ink-3">Loading…</p>
              ) : (
                shown.length === 0 && !addable && <p className="px-2 py-2 text-ink-3">{query === "" ? "None yet" : "None of that name"}</p>
              )}
            </div>
            {chosen.length > 0 && (
              <button
                type="button"
                onClick={() => change([])}
                className="mt-1 h-8 w-full border-t border-line px-2 text-left text-ink-2 hover:text-ink"
              >
                Clear {label.toLowerCase()}
              </button>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function withChosen(options: readonly Option[], chosen: readonly string[]): readonly Option[] {
  return [...chosen.filter((value) => !options.some((option) => option.value === value)).map((value) => ({ value })), ...options];
}
