import type { TestProject } from "vitest/node";
import { tokenOf, withDatabase } from "../../../client/test/service/serving.js";

declare module "vitest" {
  interface ProvidedContext {
    serviceUrl: string;
    tokens: string[];
  }
}

/** Starts a service for all tests, and has tokens of users whom nobody had before. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { serving, stop } = await withDatabase();
  project.provide("serviceUrl", serving.url);
  project.provide(
    "tokens",
    Array.from({ length: 50 }, (_, number) => tokenOf(`react-${number}`)),
  );
  return stop;
}
