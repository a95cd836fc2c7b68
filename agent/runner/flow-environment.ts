/** What a flow's process needs of the machine it is on. Everything else of the runner's environment is not its business. */
const OF_THE_MACHINE = [
  "PATH",
  "LD_LIBRARY_PATH",
  "LANG",
  "LC_ALL",
  "TZ",
  "HOME",
  "TMPDIR",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "NODE_COMPILE_CACHE",
];

/** The whole environment of a flow's process: the machine's paths, and an API that knows it by its run's token. */
export function flowEnvironment(
  around: NodeJS.ProcessEnv,
  { apiUrl, token, home }: { readonly apiUrl: string; readonly token: string | undefined; readonly home: string },
): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(OF_THE_MACHINE.flatMap((name) => (around[name] === undefined ? [] : [[name, around[name]]]))),
    MILLRACE_HOME: home,
    MILLRACE_API_URL: apiUrl,
    ...(token !== undefined && { MILLRACE_API_KEY: token }),
  };
}
