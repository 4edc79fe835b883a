import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { tokenOf } from "../../../test/serving.js";

const BUILD = new URL("../build/", import.meta.url);
const PAGES = {
  frontend: new URL("../../../../docs/frontend.md", import.meta.url),
  readme: new URL("../../README.md", import.meta.url),
};

/** The programs of a page: those after one that begins with the client go on with it. */
async function programs(page: URL): Promise<string> {
  const text = await readFile(page, "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, block]) => block ?? "");
  return blocks.join("\n").replaceAll("http://127.0.0.1:8000", inject("url"));
}

beforeAll(async () => {
  vi.stubEnv("TOKEN", tokenOf(`user-${randomUUID()}`));
  await rm(BUILD, { recursive: true, force: true });
  await mkdir(BUILD);
  for (const [name, page] of Object.entries(PAGES)) {
    await writeFile(new URL(`${name}.ts`, BUILD), await programs(page));
  }
  const configuration = { extends: "../tsconfig.json", include: ["./*.ts"], exclude: [] };
  await writeFile(new URL("tsconfig.json", BUILD), JSON.stringify(configuration));
});
afterAll(() => rm(BUILD, { recursive: true, force: true }));

test("what the documentation shows compiles", async () => {
  const tsc = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
  const compiling = promisify(execFile)(process.execPath, [tsc, "-p", fileURLToPath(BUILD)]);
  const faults = await compiling.then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(faults).toBe("");
});

test.each(Object.keys(PAGES))("what the documentation shows runs: %s", async (name) => {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...said) => {
    lines.push(said.join(" "));
  });
  try {
    await import(/* @vite-ignore */ fileURLToPath(new URL(`${name}.ts`, BUILD)));
  } finally {
    log.mockRestore();
  }
  expect(lines.at(-1)).toMatch(/Lisbon/);
});
