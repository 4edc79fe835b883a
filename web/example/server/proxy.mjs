import { request } from "node:http";

/** What belongs to one connection and is not passed on (RFC 9110, section 7.6.1). */
const OF_THE_CONNECTION = ["connection", "keep-alive", "te", "trailer", "upgrade", "host"];

/**
 * Passes a request on to the service as it is, and its answer back as it comes.
 *
 * @param {import("node:http").IncomingMessage} asked
 * @param {import("node:http").ServerResponse} answer
 * @param {URL} target
 */
export function pass(asked, answer, target) {
  const headers = { ...asked.headers };
  for (const name of OF_THE_CONNECTION) delete headers[name];
  const passed = request(target, { method: asked.method ?? "GET", headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    // The first event of a feed may be long in coming; that it is there is known now.
    answer.flushHeaders();
    response.on("error", () => answer.destroy());
    response.pipe(answer);
  });
  passed.on("error", () => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502, { "Content-Type": "text/plain" }).end("The service is away.\n");
  });
  answer.on("close", () => passed.destroy());
  asked.pipe(passed);
}
