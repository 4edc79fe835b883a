import { type FormEvent, useRef, useState } from "react";
import { mayBe, useConsole } from "../console-context.js";
import { Failure, size } from "../pieces.js";
import { type Wrong, wrongOf } from "../reading.js";
import { saveAs } from "../save.js";

/** Everything that is stored of a user, as a file of JSON lines; for administrators. */
export function Export() {
  const { own, user, claims } = useConsole();
  const [text, setText] = useState(user || (claims?.subject ?? ""));
  const [said, setSaid] = useState("");
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const running = useRef<AbortController | null>(null);
  const [isRunning, setIsRunning] = useState(false);
  if (!mayBe(claims, "admin")) return null;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const controller = new AbortController();
    running.current = controller;
    setWrong(null);
    setSaid("Exporting …");
    setIsRunning(true);
    try {
      const { data } = await own.api.GET("/users/export", {
        params: { query: { user_id: text } },
        parseAs: "blob",
        signal: controller.signal,
      });
      saveAs(new Blob([data]), `${text.replace(/[^\w.-]+/g, "_")}.jsonl`);
      setSaid(`Exported: ${size(data.size)}.`);
    } catch (error) {
      setSaid(controller.signal.aborted ? "Stopped." : "");
      if (!controller.signal.aborted) setWrong(wrongOf(error));
    } finally {
      setIsRunning(false);
    }
  };
  return (
    <section aria-label="Export">
      <h2>Export</h2>
      <p>Everything that is stored of a user, as JSON lines.</p>
      <form className="filters" onSubmit={(event) => void submit(event)}>
        <label>
          Whose
          <input value={text} required onChange={(event) => setText(event.target.value)} />
        </label>
        <button type="submit" disabled={isRunning}>
          Export
        </button>
        {isRunning && (
          <button type="button" onClick={() => running.current?.abort()}>
            Stop
          </button>
        )}
        <span role="status">{said}</span>
      </form>
      <Failure wrong={wrong} />
    </section>
  );
}
