import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Threadkeep } from "@threadkeep/client";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { freePort, Program } from "../../test/programs.js";
import { tokenOf } from "../../test/serving.js";

const WEB = fileURLToPath(new URL("../..", import.meta.url));
const GUIDE = join(WEB, "../docs/frontend.md");
const OURS = ["client", "react"];
const run = promisify(execFile);

let packed: string;
let browser: Browser;

beforeAll(async () => {
  packed = await mkdtemp(join(tmpdir(), "threadkeep-packed-"));
  const workspaces = OURS.flatMap((name) => ["--workspace", name]);
  await run("npm", ["pack", "--silent", ...workspaces, "--pack-destination", packed], { cwd: WEB });
  browser = await chromium.connect(inject("browser"));
});
afterAll(async () => {
  await browser?.close();
  await rm(packed, { recursive: true, force: true });
});

/** The names in a folder; none where there is no such folder. */
async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch((): string[] => []);
}

/** Links the packages of one folder into another, but for those that are there. */
async function linkAll(from: string, to: string): Promise<void> {
  const names = await listed(from);
  if (names.length > 0) await mkdir(to, { recursive: true });
  const there = await listed(to);
  const missing = names.filter((name) => !name.startsWith(".") && !there.includes(name));
  for (const name of missing) await symlink(join(from, name), join(to, name));
}

/** A folder with the guide's files, our packages as they are published, and this React. */
async function aFolder(react: 18 | 19): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "threadkeep-guide-"));
  const modules = join(folder, "node_modules");
  for (const name of OURS) {
    const package_ = join(modules, "@threadkeep", name);
    await mkdir(package_, { recursive: true });
    const [tarball = ""] = (await readdir(packed)).filter((each) => each.includes(`-${name}-`));
    await run("tar", ["-xzf", join(packed, tarball), "-C", package_, "--strip-components", "1"]);
    await linkAll(join(WEB, name, "node_modules"), join(package_, "node_modules"));
  }
  // What the packages need comes from where it is installed already.
  if (react === 18) await linkAll(join(WEB, "react-18/node_modules"), modules);
  await linkAll(join(WEB, "node_modules"), modules);
  const text = await readFile(GUIDE, "utf8");
  const files = [...text.matchAll(/^`(\S+\.\w+)`[^\n]*:\n\n```\w+\n(.*?)^```/gms)];
  for (const [, name = "", content = ""] of files) {
    const ours = content.replaceAll("http://127.0.0.1:8000", inject("url"));
    await writeFile(join(folder, name), ours);
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  return folder;
}

test("the guide's page compiles with the packages as they are published", async () => {
  const folder = await aFolder(19);
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: false, jsx: "react-jsx", target: "es2023" },
    ...{ module: "esnext", moduleResolution: "bundler", types: [] },
    lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable", "esnext.disposable"],
  };
  const configuration = JSON.stringify({ compilerOptions, include: ["main.tsx", "vite.d.ts"] });
  // As Vite's own types have it.
  const environment = "interface ImportMeta { readonly env: Record<string, any> }";
  await writeFile(join(folder, "vite.d.ts"), environment);
  await writeFile(join(folder, "tsconfig.json"), configuration);
  const tsc = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
  const faults = await run(process.execPath, [tsc, "-p", folder]).then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
  await rm(folder, { recursive: true, force: true });
  expect(faults).toBe("");
});

describe.each([18, 19] as const)("the guide's page in React %i", (react) => {
  let folder: string;
  let vite: Program;
  let url: string;
  const errors: string[] = [];
  const user = `user-${randomUUID()}`;
  const client = () => new Threadkeep({ baseUrl: inject("url"), token: tokenOf(user) });

  beforeAll(async () => {
    folder = await aFolder(react);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const words = ["--host", "127.0.0.1", "--port", String(port), "--strictPort"];
    vite = new Program(
      [process.execPath, join(folder, "node_modules/vite/bin/vite.js"), ...words],
      { VITE_TOKEN: tokenOf(user), NO_COLOR: "1" },
      /Local:/,
      folder,
    );
    await vite.start();
  });
  afterAll(async () => {
    await vite?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const input = (page: Page) => page.getByRole("textbox", { name: "Message" });
  const open = async (context = browser.newContext()) => {
    const page = await (await context).newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => errors.push(String(error.stack ?? error)));
    page.on("console", (message) => {
      // Of what is not there, as a page's icon, Chromium itself says so.
      const isOurs = !message.text().startsWith("Failed to load resource:");
      if (message.type() === "error" && isOurs) errors.push(message.text());
    });
    await page.goto(url);
    await page.waitForSelector("button:enabled:has-text('Send')");
    return page;
  };

  test("survives a refresh, and shows in both tabs what an agent writes", async () => {
    const page = await open();
    const { version } = JSON.parse(
      await readFile(join(folder, "node_modules/react/package.json"), "utf8"),
    );
    expect(version).toMatch(new RegExp(`^${react}\\.`));
    await input(page).fill("Where is my bag?");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("user: Where is my bag?", { exact: true }).waitFor();
    const other = await open(Promise.resolve(page.context()));
    const { chat_id } = await client().sessions.active();
    async function* model() {
      yield* ["It is ", "in ", "Lisbon."];
    }
    await client().streams.pipe(chat_id, model());
    for (const tab of [page, other]) await tab.getByText("assistant: It is in Lisbon.").waitFor();
    await page.reload();
    await page.getByText("user: Where is my bag?", { exact: true }).waitFor();
    await page.getByText("assistant: It is in Lisbon.").waitFor();
    await page.context().close();
    expect(errors).toEqual([]);
  });

  test("keeps what is typed while a message is being kept", async () => {
    const page = await open();
    await input(page).fill("First");
    await page.evaluate(() => {
      const form = document.querySelector("form");
      form?.requestSubmit();
      (form?.elements.namedItem("text") as HTMLInputElement).value = "Second";
    });
    await page.getByText("user: First", { exact: true }).waitFor();
    expect(await input(page).inputValue()).toBe("Second");
    await page.context().close();
    expect(errors).toEqual([]);
  });

  test("gives back what the browser does not keep, and says why", async () => {
    const page = await open();
    await page.evaluate(() => {
      IDBObjectStore.prototype.add = () => {
        throw new DOMException("There is no room", "QuotaExceededError");
      };
    });
    await input(page).fill("First");
    await page.evaluate(() => {
      const form = document.querySelector("form");
      form?.requestSubmit();
      (form?.elements.namedItem("text") as HTMLInputElement).value = "Second";
    });
    await page.getByRole("alert").getByText("There is no room").waitFor();
    expect(await input(page).inputValue()).toBe("First Second");
    await page.context().close();
    expect(errors).toEqual([]);
  });
});
