import { X } from "lucide-react";
import { useState } from "react";
import type { Ties } from "./labelled.tsx";

interface Props {
  readonly ties: Ties;
  readonly tags: readonly string[];
  readonly change: (tags: readonly string[]) => void;
  readonly placeholder?: string;
}

/** Tags typed one after the other; Enter or a comma ends one, Backspace in the empty field takes the last one back. */
export function TagInput({ ties, tags, change, placeholder }: Props) {
  const [draft, setDraft] = useState("");
  const add = (text: string) => {
    const fresh = text.split(",").flatMap((part) => (part.trim() === "" || tags.includes(part.trim()) ? [] : [part.trim()]));
    if (fresh.length > 0) change([...tags, ...new Set(fresh)]);
    setDraft("");
  };
  return (
    <div className="field flex flex-wrap items-center gap-1 has-[input:focus-visible]:border-water">
      {tags.map((tag) => (
        <span key={tag} className="flex min-w-0 items-center gap-0.5 rounded-[5px] border border-line bg-sunken pl-1.5 text-xs leading-5">
          <span className="truncate">{tag}</span>
          <button
            type="button"
            aria-label={`Remove ${tag}`}
            onClick={() => change(tags.filter((other) => other !== tag))}
            className="rounded p-0.5 text-ink-3 hover:text-ink"
          >
            <X aria-hidden="true" size={12} />
          </button>
        </span>
      ))}
      <input
        {...ties}
        value={draft}
        placeholder={tags.length === 0 ? placeholder : undefined}
        onChange={(event) => (event.target.value.includes(",") ? add(event.target.value) : setDraft(event.target.value))}
        onKeyDown={(event) => {
          if (event.key === "Enter" && draft.trim() !== "") {
            event.preventDefault();
            add(draft);
          } else if (event.key === "Backspace" && draft === "" && tags.length > 0) change(tags.slice(0, -1));
        }}
        onBlur={() => draft.trim() !== "" && add(draft)}
        className="min-w-24 flex-1 bg-transparent outline-none placeholder:text-ink-3"
      />
    </div>
  );
}
