import { useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { signOut, signsIn } from "../api/client.ts";
import { every, failuresOf } from "../api/live.ts";
import { setSignInNeeded } from "./session.ts";

/** Leaves the session and what it showed behind. Only there where the server asks for a token. */
export function SignOutButton() {
  const queryClient = useQueryClient();
  const { data: shown } = useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => signsIn(signal),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: (query) => (query.state.data === undefined ? every(8_000, failuresOf(query)) : false),
  });
  if (shown !== true) return null;
  const leave = async () => {
    await signOut();
    setSignInNeeded(true);
    queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  };
  return (
    <button
      type="button"
      className="inline-flex size-8 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
      title="Sign out"
      aria-label="Sign out"
      onClick={leave}
    >
      <LogOut aria-hidden="true" size={16} />
    </button>
  );
}
