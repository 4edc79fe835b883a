import { shown } from "./pieces.js";

/** Lets the browser save bytes as a file. */
export function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = shown(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
