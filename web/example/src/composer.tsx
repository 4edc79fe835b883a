import { useSend, useStream } from "@threadkeep/react";
import { type FormEvent, useState } from "react";
import { Action } from "./action.js";

export function Composer() {
  const { send, canSend } = useSend();
  const { isStreaming, stop } = useStream();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "" || !canSend) return;
    setText("");
    send(text).catch((error: unknown) => {
      // Nothing was kept: give it back, before what was typed meanwhile.
      setText((typed) => `${text} ${typed}`.trim());
      setProblem(String(error));
    });
  };

  return (
    <form onSubmit={submit}>
      <input
        aria-label="Message"
        placeholder="Say something, or ask for 200 words"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setProblem("");
        }}
      />
      <button type="submit" disabled={!canSend}>
        Send
      </button>
      {isStreaming && <Action act={stop}>Stop</Action>}
      {problem && <p role="alert">{problem}</p>}
    </form>
  );
}
