// Writes dist/: the modules, their types, and the types of the API.
import { execFileSync } from "node:child_process";
import { copyFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const home = new URL("..", import.meta.url);
await rm(new URL("dist", home), { recursive: true, force: true });
const tsc = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
execFileSync(process.execPath, [tsc, "--project", "."], {
  cwd: fileURLToPath(home),
  stdio: "inherit",
});
await copyFile(new URL("src/threadkeep.d.ts", home), new URL("dist/threadkeep.d.ts", home));
await copyFile(new URL("../../LICENSE", home), new URL("LICENSE", home));
