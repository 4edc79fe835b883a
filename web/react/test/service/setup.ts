import type { TestProject } from "vitest/node";
import { SECRET, withDatabase } from "../../../client/test/service/serving.js";

declare module "vitest" {
  interface ProvidedContext {
    serviceUrl: string;
    secret: string;
  }
}

/** Starts a service for all tests, and hands on the secret that signs tokens for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { serving, stop } = await withDatabase();
  project.provide("serviceUrl", serving.url);
  project.provide("secret", SECRET);
  return stop;
}
