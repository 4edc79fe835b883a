// Writes the types of an OpenAPI document: node generate.mjs openapi.json threadkeep.d.ts
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const [document, types] = process.argv.slice(2);
const nodes = await openapiTS(pathToFileURL(document), {
  // A body may leave out what has a default.
  defaultNonNullable: false,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
});
const digest = createHash("sha256").update(await readFile(document)).digest("hex");
const header = `// Made by \`make types\` from the OpenAPI document with this SHA-256:\n// ${digest}\n\n`;
await writeFile(types, header + astToString(nodes));
