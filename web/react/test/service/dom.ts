import { Window } from "happy-dom";

// A document to render into; fetch and streams stay those of Node.js.
const window = new Window({ url: "http://localhost" });
const { document, navigator } = window;
for (const [name, value] of Object.entries({ window, document, navigator })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
