import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { aReader } from "./reader.js";

test("figures are charts and tables, the health is live, and a user's data can be exported", async () => {
  const { session, user } = aReader();
  const { open } = aReader({ scope: "admin act" });
  await session("Counted", [
    { role: "user", content: "Hello" },
    { role: "assistant", content: "Hi", usage: { model: "m", input_tokens: 7, output_tokens: 3 } },
  ]);
  const shown = await open("operations");
  const { page } = shown;
  await page.getByText("They answer, and every index is there.").waitFor();
  await page.getByText("Figures of everybody").waitFor();
  await page.getByLabel("User").fill(user);
  await page.getByLabel("User").press("Enter");
  const chart = (title: string) => page.getByRole("figure", { name: title });
  await chart("Sessions: 1").waitFor();
  await chart("Messages: 2").waitFor();
  await chart("Tokens: 10").locator("summary").click();
  const last = chart("Tokens: 10").locator("tbody tr").last();
  expect((await last.locator("td").allTextContents()).map(Number)).toEqual([7, 3, 10]);
  const saved = page.waitForEvent("download");
  await page.getByLabel("Whose").fill(user);
  await page.getByRole("button", { name: "Export" }).click();
  const exported = await text(await (await saved).createReadStream());
  const lines = exported.trim().split("\n");
  const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
  expect(types).toEqual(expect.arrayContaining(["user", "session", "chat", "message"]));
});

test("without the scope there are only one's own figures, and no export", async () => {
  const { open, session } = aReader();
  await session("Mine", [{ role: "user", content: "Hello" }]);
  const { page } = await open("operations");
  await page.getByRole("figure", { name: "Messages: 1" }).waitFor();
  expect(await page.getByRole("button", { name: "Export" }).count()).toBe(0);
});
