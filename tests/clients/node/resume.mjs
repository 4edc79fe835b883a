// Resumes a chat as useChat({ resume: true }) does: node resume.mjs URL TOKEN CHAT
import { asSchema, DefaultChatTransport, readUIMessageStream, uiMessageChunkSchema } from "ai";

const [url, token, chat] = process.argv.slice(2);
const tell = (what) => console.log(JSON.stringify(what));
const transport = new DefaultChatTransport({
  headers: { Authorization: `Bearer ${token}` },
  prepareReconnectToStreamRequest: ({ id, headers }) => ({
    api: `${url}/chats/${id}/stream`,
    headers,
  }),
});
const stream = await transport.reconnectToStream({ chatId: chat });
if (stream === null) {
  tell({ message: null });
} else {
  const schema = asSchema(uiMessageChunkSchema);
  const checked = stream.pipeThrough(
    new TransformStream({
      async transform(chunk, controller) {
        const result = await schema.validate(chunk);
        if (!result.success) throw result.error;
        tell({ chunk: chunk.type });
        controller.enqueue(chunk);
      },
    }),
  );
  let message = null;
  for await (const state of readUIMessageStream({ stream: checked, terminateOnError: true }))
    message = state;
  tell({ message });
}
