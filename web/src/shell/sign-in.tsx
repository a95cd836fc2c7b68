import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError, signIn } from "../api/client.ts";
import { Mark } from "../ui/wheel.tsx";
import { setSignInNeeded } from "./session.ts";
import { useTitle } from "./title.ts";

/** Asks for the server's token and trades it for a cookie this page cannot read. The token itself is not kept. */
export function SignIn() {
  useTitle("Sign in");
  const queryClient = useQueryClient();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get("token")).trim();
    setBusy(true);
    setFailure(undefined);
    try {
      await signIn(token);
      setSignInNeeded(false);
      await queryClient.resetQueries();
    } catch (error) {
      setFailure(
        error instanceof ApiError && error.problem?.code === "unauthorized"
          ? "That token is not known to this server."
          : error instanceof Error
            ? error.message
            : String(error),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} className="mx-auto mt-[12vh] flex w-full max-w-sm flex-col gap-4">
      <div className="flex flex-col items-center gap-3 text-center">
        <Mark size={44} />
        <h1 className="text-xl font-semibold">Sign in to this server</h1>
        <p className="text-ink-2">
          {window.location.host} asks for a token: one of <code className="text-sm">millrace token create</code>, or the one given with{" "}
          <code className="text-sm">server start --token</code>.
        </p>
      </div>
      <label className="flex flex-col gap-1.5 text-sm font-medium">
        Token
        <span className="relative">
          <KeyRound aria-hidden="true" size={15} className="absolute top-3 left-3 text-ink-3" />
          <input
            name="token"
            type="password"
            required
            autoComplete="current-password"
            aria-invalid={failure !== undefined}
            aria-describedby="token-failure"
            className="h-10 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 font-mono text-sm"
          />
        </span>
      </label>
      <p id="token-failure" role="alert" className="min-h-5 text-sm text-failed">
        {failure}
      </p>
      <button
        type="submit"
        disabled={busy}
        className="h-10 rounded-lg bg-water font-medium text-on-water hover:brightness-105 disabled:opacity-60"
      >
        {busy ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}
