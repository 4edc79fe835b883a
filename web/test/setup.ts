import { access } from "node:fs/promises";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { withDatabase } from "./serving.js";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

declare module "vitest" {
  interface ProvidedContext {
    url: string;
    mongodb: string;
    /** Where playwright finds the browser. */
    browser: string;
  }
}

/** Starts one service and one browser for all tests that need them; gives what stops both. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const names = new Set(project.vitest.projects.map(({ name }) => name));
  const ends: (() => Promise<void>)[] = [];
  const starts: Promise<void>[] = [];
  if (["client", "react-service", "example", "console"].some((name) => names.has(name))) {
    starts.push(
      withDatabase().then(({ serving, mongodb, stop }) => {
        ends.push(stop);
        project.provide("url", serving.url);
        project.provide("mongodb", mongodb);
      }),
    );
  }
  if (names.has("example") || names.has("console")) {
    starts.push(
      (async () => {
        await access(CHROMIUM);
        const args = ["--no-sandbox"];
        const server = await chromium.launchServer({ executablePath: CHROMIUM, args });
        ends.push(() => server.close());
        project.provide("browser", server.wsEndpoint());
      })(),
    );
  }
  const stop = async () => {
    await Promise.all(ends.map((end) => end()));
  };
  try {
    await Promise.all(starts);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
