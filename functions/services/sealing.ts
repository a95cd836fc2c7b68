import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { SecretsError } from "#core/ports/errors.ts";
import type { Secrets } from "#core/ports/secrets.ts";

/**
 * Seals with AES-256-GCM under a key derived (HKDF-SHA256) from a master secret; the purpose is authenticated with the text.
 *
 * @param master asked for when the first secret is sealed or opened, then kept in memory.
 */
export function sealWith(master: () => Promise<string>): Secrets {
  let derived: Promise<Uint8Array> | undefined;
  const key = () => {
    derived ??= master().then((secret) => new Uint8Array(hkdfSync("sha256", secret, "", "millrace secrets", 32)));
    // what failed once may succeed later
    derived.catch(() => {
      derived = undefined;
    });
    return derived;
  };
  return {
    async seal(text, purpose) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", await key(), nonce).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}${sealed.toString("base64url")}`;
    },
    async open(sealed, purpose) {
      const bytes = Buffer.from(sealed.slice(VERSION.length), "base64url");
      if (!sealed.startsWith(VERSION) || bytes.length < NONCE + TAG) throw refused();
      const decipher = createDecipheriv("aes-256-gcm", await key(), bytes.subarray(0, NONCE), { authTagLength: TAG })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-TAG));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString("utf8");
      } catch (error) {
        throw refused(error);
      }
    },
  };
}

const VERSION = "v1.";
const NONCE = 12;
const TAG = 16;

function refused(cause?: unknown): SecretsError {
  return new SecretsError(
    "A kept secret cannot be opened: it was sealed with another key, or changed. If the data directory was restored without its format.json, enter the secret again.",
    { cause },
  );
}
