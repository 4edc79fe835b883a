import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where vite builds, and where the service has its files from. */
export const BUILT = fileURLToPath(new URL("../dist", import.meta.url));
export const SHIPPED = fileURLToPath(new URL("../../../api/console/site", import.meta.url));

/**
 * The bytes of every file of a folder, by its path there.
 *
 * @param {string} folder
 * @returns {Promise<Map<string, Buffer>>}
 */
export async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const files = new Map();
  for (const path of paths) files.set(path, await readFile(join(folder, path)));
  return files;
}
