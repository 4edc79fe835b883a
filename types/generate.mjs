// Writes threadkeep.d.ts from openapi.json.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const source = new URL("./openapi.json", import.meta.url);
const nodes = await openapiTS(source, {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  // JsonValue is made of itself, which TypeScript refuses in an interface.
  transform: (schema) =>
    schema.title === "JsonValue"
      ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword)
      : undefined,
});
const digest = createHash("sha256").update(await readFile(source)).digest("hex");
const header = `// Made by \`make types\` from the OpenAPI document with this SHA-256:\n// ${digest}\n\n`;
await writeFile(new URL("./threadkeep.d.ts", import.meta.url), header + astToString(nodes));
