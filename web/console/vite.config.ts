import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Has the page fetch this part beside its first file, and not once that has asked for it. */
function preloaded(name: string): Plugin {
  return {
    name: "preloaded",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle = {} }) => {
        const part = Object.values(bundle).find((each) => each.name === name);
        if (part?.type !== "chunk") throw new Error(`No part is called ${name}`);
        const files = [part.fileName, ...part.imports];
        const missing = files.filter((file) => !html.includes(file));
        return missing.map((file) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
          injectTo: "head" as const,
        }));
      },
    },
  };
}

export default defineConfig({
  // A proxy may put the service, and so the console, below a path of its own.
  base: "./",
  plugins: [react(), preloaded("chat-view")],
  resolve: {
    alias: {
      "@threadkeep/client": at("../client/src/index.ts"),
      "@threadkeep/react": at("../react/src/index.ts"),
    },
  },
  build: {
    target: "es2022",
    // The policy of the page takes scripts and styles from files alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1024,
  },
});
