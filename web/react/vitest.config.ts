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
        test: { name: "react-19", include: ["test/**/*.test.{ts,tsx}"] },
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
          env: { REACT: "18" },
          server: { deps: { inline: [/@testing-library\/react/] } },
        },
      },
    ],
  },
});
