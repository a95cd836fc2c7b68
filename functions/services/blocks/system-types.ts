import type { BlockType } from "#core/contract/blocks.ts";
import { blockChecksum } from "#core/rules/block-checksum.ts";
import { blockSchemaId, blockTypeId, type StoredSchema } from "../documents/block.ts";

/** A block type that is part of the server, with its one schema. */
export interface SystemType {
  readonly type: BlockType;
  readonly schema: StoredSchema;
}

type Property = { readonly title: string; readonly description?: string; readonly [key: string]: unknown };

const text = (title: string, description: string, more: object = {}): Property => ({ title, description, type: "string", ...more });
const secret = (title: string, description: string): Property => text(title, description, { format: "password", writeOnly: true });

const S3 = define("s3-bucket", "Amazon S3", "Results and bundles in an S3 bucket, Amazon's or one of a compatible store.", ["storage"], {
  required: ["bucket"],
  secrets: ["secret_access_key"],
  properties: {
    bucket: text("Bucket", "Name of the bucket."),
    prefix: text("Prefix", "Folder within the bucket."),
    endpoint: text("Endpoint", "Address of an S3-compatible store; none for Amazon's own."),
    region: text("Region", "Region of the bucket."),
    access_key_id: text("Access key id", "None: the server's own credentials."),
    secret_access_key: secret("Secret access key", "Comes with the access key id."),
    path_style: { title: "Path style", description: "The bucket in the path, not in the host name.", type: "boolean" },
  },
});

const LOCAL = define("local-file-system", "Local File System", "Results and bundles in a directory of the server's machine.", ["storage"], {
  required: ["path"],
  properties: { path: text("Path", "Directory, as an absolute path.") },
});

const NOTIFY = ["notify"];

/** Every block type of the server. They need no installation and cannot be deleted. */
export const systemTypes: readonly SystemType[] = [
  S3,
  LOCAL,
  define("slack-webhook", "Slack Webhook", "Messages to a Slack channel, or to anything that takes the same.", NOTIFY, {
    required: ["url"],
    secrets: ["url"],
    properties: { url: secret("Webhook URL", "Slack's incoming webhook, such as https://hooks.slack.com/services/….") },
  }),
  define("webhook", "Webhook", "Messages to a URL of yours, signed if a signing secret is given.", NOTIFY, {
    required: ["url"],
    secrets: ["url", "headers", "signing_secret"],
    properties: {
      url: secret("URL", "Where messages are sent."),
      method: text("Method", "Default POST.", { enum: ["POST", "PUT"] }),
      headers: { title: "Headers", description: "Sent with each message.", type: "object", additionalProperties: { type: "string" } },
      signing_secret: secret("Signing secret", "Key of the signature that is sent with each message."),
    },
  }),
  define("email-server-credentials", "Email Server Credentials", "An SMTP server, and how to sign in to it.", NOTIFY, {
    required: ["smtp_server"],
    secrets: ["password"],
    properties: {
      smtp_server: text("SMTP server", "Host name."),
      smtp_port: { title: "SMTP port", description: "Default 465 with SSL, 587 with STARTTLS, 25 without.", type: "integer" },
      smtp_type: text("Encryption", "Default STARTTLS.", { enum: ["SSL", "STARTTLS", "INSECURE"] }),
      username: text("User name", "None: no sign-in."),
      password: secret("Password", "Comes with the user name."),
      email_from: text("From", "Address messages come from."),
    },
  }),
  define("secret", "Secret", "A value that is kept and never shown.", [], {
    required: ["value"],
    secrets: ["value"],
    properties: { value: { title: "Value", description: "Any JSON.", writeOnly: true, format: "password" } },
  }),
  define("json", "JSON", "A JSON value. Not for secrets.", [], {
    required: ["value"],
    properties: { value: { title: "Value", description: "Any JSON." } },
  }),
];

/** Schemas whose blocks are storages; those are made under /x/storage alone. */
export const storageSchemas = { s3: S3.schema, local: LOCAL.schema } as const;

function define(
  slug: string,
  name: string,
  description: string,
  capabilities: string[],
  fields: { required: string[]; secrets?: string[]; properties: Record<string, Property> },
): SystemType {
  const id = blockTypeId(slug);
  const version = "millrace-1";
  const schemaFields = {
    title: name,
    description,
    type: "object",
    properties: fields.properties,
    required: fields.required,
    block_type_slug: slug,
    block_schema_references: {},
    secret_fields: fields.secrets ?? [],
  };
  const checksum = blockChecksum(schemaFields);
  // they came with the code, at no moment of their own
  const times = { created: "2026-11-01T00:00:00.000000Z", updated: "2026-11-01T00:00:00.000000Z" };
  return {
    type: {
      id,
      ...times,
      name,
      slug,
      logo_url: null,
      documentation_url: null,
      description,
      code_example: null,
      is_protected: true,
    },
    schema: {
      id: blockSchemaId(id, checksum, version),
      ...times,
      checksum,
      fields: schemaFields,
      block_type_id: id,
      capabilities,
      version,
    },
  };
}
