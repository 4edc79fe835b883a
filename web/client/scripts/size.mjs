// Prints what an application's bundle gets of the client, and fails beyond the bound.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BOUND_BYTES = 16_000;

const { outputFiles, metafile } = await build({
  stdin: {
    contents: 'export * from "./dist/index.js";',
    resolveDir: fileURLToPath(new URL("..", import.meta.url)),
  },
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  metafile: true,
  write: false,
});
const code = outputFiles[0].text;
const gzipped = gzipSync(code, { level: 9 }).length;
console.log(`@threadkeep/client: ${gzipped} bytes gzipped, ${code.length} minified`);
const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
const named = [...code.matchAll(/["']node:\w+["']|\brequire\(/g)].map(String);
if (imported.length > 0 || named.length > 0) {
  throw new Error(`the bundle names ${JSON.stringify([...imported, ...named])}`);
}
if (gzipped > BOUND_BYTES) throw new Error(`more than ${BOUND_BYTES} bytes`);
