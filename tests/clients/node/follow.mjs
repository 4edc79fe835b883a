// Follows a stream with eventsource-parser: node follow.mjs URL TOKEN [LAST_EVENT_ID]
import { createParser } from "eventsource-parser";

const [url, token, last] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
if (last) headers["Last-Event-ID"] = last;
const tell = (what) => console.log(JSON.stringify(what));
const parser = createParser({
  onEvent: ({ id, event, data }) => tell({ id, event, data: JSON.parse(data) }),
  onRetry: (retry) => tell({ retry }),
  onComment: (comment) => tell({ comment }),
  onError: (error) => {
    throw error;
  },
});
const response = await fetch(url, { headers });
for await (const part of response.body.pipeThrough(new TextDecoderStream())) parser.feed(part);
