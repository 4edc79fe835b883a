import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // A proxy may put the service, and so the console, below a path of its own.
  base: "./",
  plugins: [react()],
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
