import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { ErrorBoundary } from "./error-boundary.js";
import { SignIn } from "./sign-in.js";
import "./style.css";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <SignIn>
          <App />
        </SignIn>
      </ErrorBoundary>
    </StrictMode>,
  );
}
