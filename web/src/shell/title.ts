import { useEffect } from "react";
import type { Tone } from "../lib/tone.ts";

/** Names the tab, and colours its icon after a state, so that ten open tabs tell how their runs are. */
export function useTitle(title: string, tone?: Tone): void {
  useEffect(() => {
    document.title = title === "" ? "Millrace" : `${title} · Millrace`;
  }, [title]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("link[rel='icon']");
    if (icon === null || tone === undefined) return;
    icon.href = `data:image/svg+xml,${encodeURIComponent(mark(colours[tone]))}`;
    return () => {
      icon.href = "/favicon.svg";
    };
  }, [tone]);
}

// Fixed colours: a tab's icon stands on the browser's ground, which does not follow the page's theme.
const colours: Readonly<Record<Tone, string>> = {
  completed: "#2fa36b",
  cached: "#2f9e9e",
  running: "#1c93c4",
  failed: "#e0443e",
  crashed: "#e2762b",
  late: "#d59a1c",
  paused: "#cfa51d",
  scheduled: "#8b7fd6",
  cancelled: "#8d8a87",
  pending: "#7d90a3",
};

function mark(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="${colour}"/><g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"><circle cx="16" cy="16" r="6"/>${blades}</g></svg>`;
}

const blades = [0, 60, 120, 180, 240, 300].map((angle) => `<path d="M16 10l2.5-3.4" transform="rotate(${angle} 16 16)"/>`).join("");
