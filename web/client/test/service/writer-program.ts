// Writes a stream for ever, and says how many words are stored: node writer.mjs URL TOKEN CHAT ID
import { Threadkeep } from "../../src/index.js";

const [baseUrl = "", token = "", chat = "", id = ""] = process.argv.slice(2);
const writer = await new Threadkeep({ baseUrl, token }).streams.write(chat, { id, flushMs: 5 });
for (let count = 0; ; count += 1) {
  await writer.write(`${count} `);
  await writer.flush();
  console.log(count);
}
