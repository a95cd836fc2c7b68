import type * as z from "zod";
import { ApiUrl, Days, Flag, HeaderList, HttpUrl, Level, Path, Port, ProfileName, Seconds, Text } from "./values.ts";

/** How one setting is declared. */
export interface SettingDeclaration<S extends z.ZodType = z.ZodType> {
  /** One sentence for `millrace config view` and the guide. */
  readonly description: string;
  /** Turns the text of a flag, a variable or a profile into the value; its message says what is expected. */
  readonly schema: S;
  /** The text used when nobody sets it; undefined leaves the setting out. `home` is the value of MILLRACE_HOME. */
  readonly default?: (home: string) => string;
  /** Never shown unless asked for. */
  readonly secret?: true;
  /** Needed to find the profiles, so a profile cannot hold it. */
  readonly outsideProfiles?: true;
}

/** Every setting there is, by the name it has in the environment and in a profile. */
export const settingTable = {
  MILLRACE_HOME: {
    description: "Directory of the profiles and, by default, of the data.",
    schema: Path,
    default: () => "~/.millrace",
    outsideProfiles: true,
  },
  MILLRACE_PROFILE: { description: "Name of the profile in use.", schema: ProfileName, default: () => "default", outsideProfiles: true },
  MILLRACE_API_URL: { description: "Address of the API; without one, the local server or the data directory is used.", schema: ApiUrl },
  MILLRACE_API_KEY: { description: "Token sent to the API.", schema: Text, secret: true },
  MILLRACE_API_TIMEOUT: { description: "Seconds one request to the API may take.", schema: Seconds, default: () => "30" },
  MILLRACE_DATA_DIR: { description: "Directory where the local server keeps its data.", schema: Path, default: (home) => `${home}/data` },
  MILLRACE_SERVER_HOST: { description: "Address the local server binds.", schema: Text, default: () => "127.0.0.1" },
  MILLRACE_SERVER_PORT: {
    description: "Port of the local server; if nobody sets it, the next free one from 4200.",
    schema: Port,
    default: () => "4200",
  },
  MILLRACE_SERVER_TOKEN: {
    description: "Token the local server asks of its clients; needed to bind anything but loopback.",
    schema: Text.refine((text) => text.length >= 16, "at least 16 characters"),
    secret: true,
  },
  MILLRACE_SERVER_BEHIND_PROXY: {
    description: "Whether a proxy in front of the local server sets X-Forwarded-Host and X-Forwarded-Proto; needs a token.",
    schema: Flag,
    default: () => "false",
  },
  MILLRACE_SERVER_LEASE_SECONDS: {
    description: "Seconds an agent or a flow process may be silent before the local server takes it for lost.",
    schema: Seconds,
    default: () => "60",
  },
  MILLRACE_LOGGING_LEVEL: { description: "Lowest level of log lines a run keeps and prints.", schema: Level, default: () => "INFO" },
  MILLRACE_RETENTION_RUNS_DAYS: {
    description: "Days the local server keeps flow runs after they ended, with their task runs, artifacts and results; 0 for ever.",
    schema: Days,
    default: () => "90",
  },
  MILLRACE_RETENTION_COMPLETED_DAYS: { description: "The same for runs that completed, where it differs.", schema: Days },
  MILLRACE_RETENTION_FAILED_DAYS: { description: "The same for runs that failed, where it differs.", schema: Days },
  MILLRACE_RETENTION_CRASHED_DAYS: { description: "The same for runs that crashed, where it differs.", schema: Days },
  MILLRACE_RETENTION_CANCELLED_DAYS: { description: "The same for runs that were cancelled, where it differs.", schema: Days },
  MILLRACE_RETENTION_LOGS_DAYS: {
    description: "Days log lines are kept from when they are received, unless their run goes before; 0 for as long as it stays.",
    schema: Days,
    default: () => "30",
  },
  MILLRACE_OTLP_ENDPOINT: { description: "Where the local server sends traces of runs that ended, by OTLP over HTTP.", schema: HttpUrl },
  MILLRACE_OTLP_HEADERS: {
    description: "Headers that go with them, as name=value pairs with commas between, such as a collector's credentials.",
    schema: HeaderList,
    secret: true,
  },
  MILLRACE_RETENTION_EVENTS_DAYS: { description: "Days events are kept; 0 for ever.", schema: Days, default: () => "30" },
} as const satisfies Record<string, SettingDeclaration>;

/** Name of a setting. */
export type SettingName = keyof typeof settingTable;

/** All names, in the order of the table. */
export const settingNames = Object.keys(settingTable) as SettingName[];

/** The declaration under that name, seen without its exact type. */
export function declarationOf(name: SettingName): SettingDeclaration {
  return settingTable[name];
}

type Defaulted<D> = D extends { default: (home: string) => string } ? never : undefined;

/** The value a setting has after validation; undefined only for those without a default. */
export type SettingValue<K extends SettingName> = z.output<(typeof settingTable)[K]["schema"]> | Defaulted<(typeof settingTable)[K]>;
