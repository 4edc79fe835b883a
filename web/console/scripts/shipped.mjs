// Fails where the files of the service are not what the sources make, or are too many bytes.
import { gzipSync } from "node:zlib";
import { BUILT, filesOf, SHIPPED } from "./site.mjs";

const MOST_BYTES = 500_000;

const built = await filesOf(BUILT);
const shipped = await filesOf(SHIPPED);
const differing = [...new Set([...built.keys(), ...shipped.keys()])].filter(
  (path) => !shipped.get(path)?.equals(built.get(path) ?? Buffer.alloc(0)),
);
let bytes = 0;
for (const content of shipped.values()) bytes += gzipSync(content, { level: 9 }).length;
console.log(`api/console/site: ${bytes} bytes of at most ${MOST_BYTES}, each file gzipped`);
if (differing.length > 0) {
  console.error(`not what web/console makes: ${differing.join(", ")}; \`make console\` does`);
  process.exitCode = 1;
}
if (bytes > MOST_BYTES) process.exitCode = 1;
