import type { TestProject } from "vitest/node";
import { withDatabase } from "./serving.js";

declare module "vitest" {
  interface ProvidedContext {
    url: string;
    mongodb: string;
  }
}

/** Starts a service for all tests; gives what stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { serving, mongodb, stop } = await withDatabase();
  project.provide("url", serving.url);
  project.provide("mongodb", mongodb);
  return stop;
}
