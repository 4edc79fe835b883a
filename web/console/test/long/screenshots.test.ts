import { fileURLToPath } from "node:url";
import { test } from "vitest";
import { aMission } from "../a-mission.js";
import { aReader } from "../reader.js";

const at = (name: string) =>
  fileURLToPath(new URL(`../../../../docs/images/console-${name}.png`, import.meta.url));

test("the pictures of docs/console.md", async () => {
  const { open, session, client } = aReader({ scope: "admin act" });
  await session("A fare to Oslo", [{ role: "user", content: "Which week is the cheapest?" }]);
  const bag = await session("Lost bag", [
    { role: "user", content: "Where is my bag? The number is **SK 4711**." },
    {
      role: "assistant",
      content: null,
      tool_calls: [
        {
          id: "c1",
          type: "function",
          function: { name: "find_bag", arguments: '{"tag": "SK4711"}' },
        },
      ],
      usage: { model: "gpt-5", input_tokens: 812, output_tokens: 31 },
    },
    { role: "tool", tool_call_id: "c1", content: '{"airport": "LIS", "belt": 5}' },
    {
      role: "assistant",
      content:
        'It is in **Lisbon**, at belt 5.\n\n| step | when |\n|---|---|\n| Found | 10:02 |\n| On its way to you | 16:40 |\n\n```json\n{"airport": "LIS"}\n```',
      usage: { model: "gpt-5", input_tokens: 870, output_tokens: 64 },
    },
    { id: "m-5", role: "user", content: "Thanks. My adress is still the same." },
  ]);
  await client.messages.edit(bag.chat_id, "m-5", { text: "Thanks. My address is still the same." });
  const { mission, hop } = await aMission(client, 3);
  await client.api.PATCH("/hops/{hop_id}/status", {
    params: { path: { hop_id: hop } },
    body: { status: "ready_to_resolve" },
  });
  const viewport = { width: 1100, height: 720 };
  const shown = await open("sessions", { viewport, colorScheme: "light" });
  const { page } = shown;
  await page.locator(".rows li").nth(2).waitFor();
  await page.screenshot({ path: at("sessions") });
  await shown.open(`sessions/${bag.id}`);
  await page.locator(".tool-call summary").click();
  await page.locator('[data-connection="live"]').waitFor();
  await page.screenshot({ path: at("chat") });
  await shown.open(`missions/${mission}`);
  await page.locator(".piece", { hasText: "dates" }).click();
  await page.getByRole("complementary").getByText("2026-03-01").waitFor();
  await page.screenshot({ path: at("mission") });
  await shown.open("operations");
  await page.getByRole("figure").first().waitFor();
  await page.screenshot({ path: at("operations") });
});
