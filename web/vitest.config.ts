import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = {
  "@threadkeep/client": at("client/src/index.ts"),
  "@threadkeep/react": at("react/src/index.ts"),
};
const react18 = at("react-18/node_modules/");
const library = at("node_modules/@testing-library/react/dist/@testing-library/react.esm.js");

/** The files that take longest, which begin first: else all would wait for one of them at the end. */
const LONGEST = ["long-chat", "documented", "mounts", "token", "losses"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return found === -1 ? LONGEST.length : found;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    globalSetup: ["test/setup.ts"],
    sequence: { sequencer: LongestFirst },
    // More than a small machine has processors: most tests wait for something most of the time.
    maxWorkers: 4,
    projects: [
      {
        resolve: { alias },
        test: { name: "client", root: "client", include: ["test/**/*.test.ts"], ...patience },
      },
      {
        resolve: { alias },
        test: {
          name: "react-19",
          root: "react",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/service/**"],
        },
      },
      {
        resolve: {
          alias: {
            ...alias,
            react: `${react18}react`,
            "react-dom": `${react18}react-dom`,
            "@testing-library/react": library,
          },
        },
        test: {
          name: "react-18",
          root: "react",
          include: ["test/**/*.test.tsx"],
          exclude: ["test/service/**"],
          env: { REACT: "18" },
          server: { deps: { inline: [/@testing-library\/react/] } },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "react-service",
          root: "react",
          include: ["test/service/**/*.test.{ts,tsx}"],
          setupFiles: ["test/service/dom.ts"],
          ...patience,
        },
      },
      {
        resolve: { alias },
        test: { name: "example", root: "example", include: ["test/**/*.test.ts"], ...patience },
      },
      {
        resolve: { alias },
        test: {
          name: "console",
          root: "console",
          include: [process.env["CONSOLE_LONG"] ? "test/long/**/*.test.ts" : "test/*.test.ts"],
          ...patience,
        },
      },
    ],
  },
});
