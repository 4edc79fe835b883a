import { type Threadkeep, ThreadkeepProblem, ThreadkeepUnreachable } from "@threadkeep/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Agent } from "../server/agent.mjs";
import { pieces } from "../server/model.mjs";

const QUESTIONS = ["First", "Second"].map((content, at) => ({
  id: `question-${at}`,
  role: "user",
  content,
  message_metadata: {},
}));

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

/** An agent before a service that fails so when it is asked to begin answers, and then does not. */
function anAgent(failures: Error[]) {
  const said: [string, string][] = [];
  const waited: number[] = [];
  const client = {
    sessions: {
      recovery: async () => ({
        recovery: {
          chat: { id: "chat", messages: { items: QUESTIONS } },
          listen_from: { last_event_id: "2" },
        },
      }),
      follow: async function* () {
        await new Promise(() => undefined);
      },
    },
    streams: {
      write: async (_chat: string, { id }: { id: string }) => {
        const failure = failures.shift();
        if (failure) throw failure;
        return {
          pipe: async (words: AsyncIterable<string>) => {
            let text = "";
            for await (const word of words) text += word;
            said.push([id, text]);
          },
        };
      },
    },
  };
  const wait = async (milliseconds: number) => {
    waited.push(milliseconds);
  };
  const agent = new Agent(client as unknown as Threadkeep, async () => undefined, wait);
  return { agent, said, waited };
}

const problem = (status: number, name: string) =>
  new ThreadkeepProblem({ type: `urn:threadkeep:problem:${name}`, status });

test("a question whose answer could not be begun is answered later, before those after it", async () => {
  const away = new ThreadkeepUnreachable("No answer", new TypeError("Failed to fetch"));
  const { agent, said, waited } = anAgent([away, problem(503, "unavailable"), away]);
  agent.watch("session");
  await vi.waitFor(() => expect(said).toHaveLength(2));
  expect(said).toEqual([
    ["question-0-answer", pieces("First").join("")],
    ["question-1-answer", pieces("Second").join("")],
  ]);
  expect(waited).toEqual([1000, 2000, 4000]);
});

test("an answer that the service will never take is given up", async () => {
  const { agent, said, waited } = anAgent([problem(422, "malformed")]);
  agent.watch("session");
  await vi.waitFor(() => expect(said).toHaveLength(1));
  expect(said[0]?.[0]).toBe("question-1-answer");
  expect(waited).toEqual([]);
});
