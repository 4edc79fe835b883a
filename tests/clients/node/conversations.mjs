// Asks for all that OpenAI's own client can ask of conversations: node conversations.mjs URL TOKEN FILE
// FILE has items as JSON. Tells a line of what it got.
import { readFileSync } from "node:fs";
import OpenAI from "openai";

const [url, token, file] = process.argv.slice(2);
const given = JSON.parse(readFileSync(file, "utf8"));
const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token });
const { conversations } = client;

const refused = async (asked) => {
  try {
    await asked;
  } catch (error) {
    if (error instanceof OpenAI.APIError)
      return [error.constructor.name, error.status, error.code, error.param, error.type];
    throw error;
  }
  throw new Error("it was taken");
};
const all = async (pages) => {
  const found = [];
  for await (const item of pages) found.push(item);
  return found;
};

const told = {};
told.created = await conversations.create({ metadata: { topic: "bag" }, items: given.slice(0, 20) });
const { id } = told.created;
told.updated = await conversations.update(id, { metadata: { topic: "found" } });
told.retrieved = await conversations.retrieve(id);
told.added = [];
for (let place = 20; place < given.length; place += 20) {
  const batch = await conversations.items.create(id, {
    items: given.slice(place, place + 20),
    include: ["message.output_text.logprobs", "reasoning.encrypted_content"],
  });
  told.added.push(...batch.data);
}
told.ascending = await all(conversations.items.list(id, { order: "asc", limit: 7 }));
told.descending = await all(conversations.items.list(id));
const page = await conversations.items.list(id, {
  limit: 2,
  include: ["message.output_text.logprobs", "reasoning.encrypted_content"],
});
told.page = [page.has_more, page.last_id, page.data.length];
const [newest] = page.data;
told.one = await conversations.items.retrieve(newest.id, { conversation_id: id });
told.without = await conversations.items.delete(newest.id, { conversation_id: id });
const hello = { items: [{ role: "user", content: "Hi." }] };
const once = { headers: { "Idempotency-Key": "turn 7" } };
told.twice = [
  await conversations.items.create(id, hello, once),
  await conversations.items.create(id, hello, once),
];
told.refused = [
  await refused(conversations.items.retrieve(newest.id, { conversation_id: id })),
  await refused(conversations.retrieve("conv_123")),
  await refused(conversations.items.create(id, { items: [{ type: "message", role: "user" }] })),
  await refused(conversations.items.list(id, { limit: 101 })),
  await refused(new OpenAI({ baseURL: `${url}/v1`, apiKey: "none" }).conversations.create()),
];
told.deleted = await conversations.delete(id);
told.refused.push(await refused(conversations.retrieve(id)));
console.log(JSON.stringify(told));
