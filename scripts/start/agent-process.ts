// The agent of `npm start`, in a process of its own: `millrace agent start …`, ended with its parent, however that ends.
import { main } from "#cli/main.ts";

process.once("disconnect", () => {
  const stop = () => process.kill(process.pid, "SIGTERM");
  stop();
  // the server is gone with the parent, so there is nobody to give runs back to
  setTimeout(stop, 3_000).unref();
  setTimeout(() => process.exit(1), 15_000).unref();
});

process.exitCode = await main(["agent", "start", ...process.argv.slice(2)]);
process.disconnect?.();
