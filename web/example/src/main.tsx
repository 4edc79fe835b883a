import { Threadkeep } from "@threadkeep/client";
import { ThreadkeepProvider } from "@threadkeep/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { tokens } from "./tokens.js";
import "./style.css";

const client = new Threadkeep({ baseUrl: `${location.origin}/api`, token: tokens("/token") });
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ThreadkeepProvider client={client}>
        <App />
      </ThreadkeepProvider>
    </StrictMode>,
  );
}
