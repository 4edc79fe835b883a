import { type ButtonHTMLAttributes, useState } from "react";

interface ActionProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "onClick"> {
  act: () => Promise<unknown>;
}

/** A button that does what needs the service, and says so where that fails. */
export function Action({ act, ...button }: ActionProps) {
  const [problem, setProblem] = useState("");
  const clicked = () => {
    act().then(
      () => setProblem(""),
      (error: unknown) => setProblem(isOvertaken(error) ? "" : String(error)),
    );
  };
  return (
    <>
      <button type="button" {...button} onClick={clicked} />
      {problem && <small role="alert">{problem}</small>}
    </>
  );
}

/** Something else was asked for meanwhile. */
function isOvertaken(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
