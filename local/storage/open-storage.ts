import { isAbsolute } from "node:path";
import type { Blobs } from "#core/ports/blobs.ts";
import { StorageError } from "#core/ports/errors.ts";
import type { OpenStorage } from "#core/ports/open-storage.ts";
import { openBlobs } from "../blobs/blobs.ts";
import { hasCode } from "../blobs/file-errors.ts";
import type { PresignSettings } from "../blobs/presign.ts";

/** Opens storages on this machine: directories as files, S3 through the AWS SDK, which is loaded when the first one is opened. */
export function openStorageWith(settings: PresignSettings): OpenStorage {
  return async (config) => {
    if (config.type === "local") return openDirectory(config.path, settings);
    const { openS3Storage } = await import("#cloud/blobs/open-s3-storage.ts");
    return openS3Storage(config);
  };
}

function openDirectory(path: string, settings: PresignSettings): Blobs {
  if (!isAbsolute(path))
    throw new StorageError(
      "storage-directory",
      `The path ${path} is not absolute.`,
      "Give the whole path, as it is on the server's machine.",
    );
  const blobs = openBlobs(path, settings);
  const explained = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      if (!hasCode(error, "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENAMETOOLONG", "ENOENT", "EIO", "ESTALE")) throw error;
      const { code } = error as NodeJS.ErrnoException;
      throw new StorageError(
        "storage-directory",
        `The directory ${path} cannot be used: ${reasons[code ?? ""] ?? code}.`,
        "Choose a directory that the server's user may write to.",
        { cause: error },
      );
    }
  };
  return {
    put: (key, bytes, options) => explained(blobs.put(key, bytes, options)),
    get: (key) => explained(blobs.get(key)),
    head: (key) => explained(blobs.head(key)),
    delete: (key) => explained(blobs.delete(key)),
    list: (prefix, cursor) => explained(blobs.list(prefix, cursor)),
    presignGet: (key, options) => blobs.presignGet(key, options),
    presignPut: (key, options) => blobs.presignPut(key, options),
  };
}

const reasons: Record<string, string> = {
  EACCES: "the server's user has no permission",
  EPERM: "the server's user has no permission",
  EROFS: "its file system is read-only",
  ENOTDIR: "a part of the path is no directory",
  EEXIST: "a part of the path is no directory",
  ENAMETOOLONG: "the path is too long",
  ENOENT: "no directory can be made there",
};
