// Prints what an application's bundle gets of the hooks, and fails beyond the bound.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BOUND_BYTES = 12_000;

const { outputFiles } = await build({
  stdin: {
    contents: 'export * from "./dist/index.js";',
    resolveDir: fileURLToPath(new URL("..", import.meta.url)),
  },
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  // The client counts for itself, and React is the application's.
  external: ["@threadkeep/client", "react"],
  write: false,
});
const code = outputFiles[0].text;
const gzipped = gzipSync(code, { level: 9 }).length;
console.log(`@threadkeep/react: ${gzipped} bytes gzipped, ${code.length} minified`);
if (gzipped > BOUND_BYTES) throw new Error(`more than ${BOUND_BYTES} bytes`);
