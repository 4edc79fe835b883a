import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = { "@threadkeep/client": at("../client/src/index.ts") };
const react18 = at("../react-18/node_modules/");
const library = at("../node_modules/@testing-library/react/dist/@testing-library/react.esm.js");

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "react-19",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/service/**"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "service",
          include: ["test/service/**/*.test.{ts,tsx}"],
          globalSetup: ["test/service/setup.ts"],
          setupFiles: ["test/service/dom.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
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
          include: ["test/**/*.test.tsx"],
          exclude: ["test/service/**"],
          env: { REACT: "18" },
          server: { deps: { inline: [/@testing-library\/react/] } },
        },
      },
    ],
  },
});
