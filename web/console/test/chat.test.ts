import type { MessageCreate } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aReader } from "./reader.js";

test("the sessions of a user are listed, filtered, and kept filtered over a refresh", async () => {
  const { open, session, client } = aReader();
  await session("Lost bag");
  await session("A fare to Oslo");
  const archived = await session("An old one");
  await client.sessions.archive(archived.id);
  const { page } = await open("sessions");
  await page.getByRole("link", { name: "Lost bag" }).waitFor();
  expect(await page.locator(".rows > li").count()).toBe(3);
  await page.getByLabel("Status").selectOption("archived");
  await page.getByRole("link", { name: "Lost bag" }).waitFor({ state: "detached" });
  expect(await page.locator(".rows > li").allInnerTexts()).toEqual([
    expect.stringContaining("An old one"),
  ]);
  await page.reload();
  await page.getByRole("link", { name: "An old one" }).waitFor();
  expect(await page.locator(".rows > li").count()).toBe(1);
  await page.getByLabel("Status").selectOption("");
  await page.getByLabel("Name").fill("OSLO");
  await page.getByLabel("Name").press("Enter");
  await page.getByRole("link", { name: "An old one" }).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "A fare to Oslo" }).click();
  await page.getByText("No message yet").waitFor();
});

test("sessions are found by their key, by the reader's days, and in the order they were made", async () => {
  const { open, client } = aReader();
  const first = await client.sessions.create({ name: "Made first", key: "ticket-1" });
  const last = await client.sessions.create({ name: "Made last", key: "ticket-2" });
  await client.messages.append(first.chat_id, { role: "user", content: "Used last" });
  const usedAt = async () => Date.parse((await client.sessions.get(first.id)).last_activity_at);
  // It follows the chat within seconds.
  await expect.poll(usedAt, { timeout: 20_000 }).toBeGreaterThan(Date.parse(last.created_at));
  const timezoneId = "Pacific/Kiritimati";
  const shown = await open("sessions", { timezoneId });
  const { page } = shown;
  const rows = async () => await page.locator(".rows > li > a").allInnerTexts();
  await page.getByRole("link", { name: "Made last" }).waitFor();
  expect(await rows()).toEqual([expect.not.stringContaining("Made last"), "Made last"]);
  await page.getByLabel("Sort by").selectOption("creation");
  await expect.poll(async () => (await rows())[0]).toBe("Made last");
  await page.getByLabel("Key").fill("ticket-2");
  await shown.button("Filter").click();
  await expect.poll(rows).toEqual(["Made last"]);
  await page.getByLabel("Key").fill("");
  // What is today there is yesterday or tomorrow elsewhere.
  const day = (days: number) => {
    const at = new Date(Date.now() + days * 86_400_000);
    return new Intl.DateTimeFormat("sv", { timeZone: timezoneId }).format(at);
  };
  await page.getByLabel("From").fill(day(0));
  await page.getByLabel("To").fill(day(0));
  await shown.button("Filter").click();
  await expect.poll(async () => (await rows()).length).toBe(2);
  await page.getByLabel("From").fill(day(-3));
  await page.getByLabel("To").fill(day(-1));
  await shown.button("Filter").click();
  await page.getByText("No session is like that.").waitFor();
});

test("a chat is read as people read it", async () => {
  const { open, session, client } = aReader();
  const made = await session("Bag", [
    { role: "user", content: "Where is **my** bag?\n\n| a | b |\n|-|-|\n| 1 | 2 |\n\n```\nx\n```" },
    {
      role: "assistant",
      content: null,
      tool_calls: [
        { id: "c1", type: "function", function: { name: "find_bag", arguments: '{"id":5}' } },
      ],
      usage: { model: "m-1", input_tokens: 1200, output_tokens: 5 },
    },
    { role: "tool", content: "In Lisbon.", tool_call_id: "c1" },
    { id: "m-4", role: "assistant", content: "In Libson." },
    { id: "m-5", role: "user", content: "My number is 5." },
  ]);
  await client.messages.edit(made.chat_id, "m-4", { text: "In Lisbon, I think." });
  await client.messages.addVersion(made.chat_id, "m-4", { content: "In Lisbon." });
  await client.messages.redact(made.chat_id, "m-5");
  const fork = await client.chats.fork(made.chat_id, { through: 2 });
  const shown = await open(`sessions/${made.id}`);
  const { page } = shown;
  await shown.message(1).locator("strong", { hasText: "my" }).waitFor();
  expect(await shown.message(1).locator("td").allInnerTexts()).toEqual(["1", "2"]);
  expect(await shown.message(1).locator("pre").textContent()).toBe("x\n");
  // The answer is in its call's row, and has none of its own.
  const call = shown.message(2).locator(".tool-call");
  expect(await call.getByText("In Lisbon.").isVisible()).toBe(false);
  await call.locator("summary").click();
  await call.getByText("In Lisbon.").waitFor();
  expect(await call.locator("summary").textContent()).toMatch(/find_bag answered in \d+/);
  expect(await shown.message(2).textContent()).toContain("1,200 tokens in · 5 out");
  expect(await shown.message(3).count()).toBe(0);
  expect(await shown.message(4).textContent()).toContain("version 2 of 2");
  expect(await shown.message(5).textContent()).toContain("This message was removed.");
  await shown.message(4).getByRole("button", { name: "Details" }).click();
  const dialog = page.getByRole("dialog");
  expect(JSON.parse((await dialog.locator("pre").textContent()) ?? "")).toMatchObject({
    id: "m-4",
  });
  await dialog.getByRole("tab", { name: "mongosh" }).click();
  await dialog.getByText(`tk.message("${made.chat_id}", "m-4")`).waitFor();
  await dialog.getByRole("tab", { name: "Versions" }).click();
  await dialog.getByText("In Lisbon, I think.").waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  // Its fork, and from there the way back.
  await page.locator(`a[href="#/chats/${fork.id}"]`).click();
  await page.getByText("forked from").waitFor();
  await page.getByRole("link", { name: "another chat" }).click();
  await shown.message(5).waitFor();
});

test("an image is shown, and any other attachment is only saved", async () => {
  const { open, session, client } = aReader();
  const made = await session("Files");
  const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const image = await client.attachments.upload(made.chat_id, new Uint8Array(pixel), {
    name: "dot.png",
    type: "image/png",
  });
  const html = await client.attachments.upload(made.chat_id, "<script>alert(1)</script>", {
    name: "page.html",
    type: "text/html",
  });
  await client.messages.append(made.chat_id, {
    role: "user",
    content: [
      { type: "text", text: "Both" },
      { type: "image_url", image_url: { url: image.url } },
      { type: "file", file: { file_id: html.id } },
    ],
  });
  const shown = await open(`sessions/${made.id}`);
  const picture = shown.message(1).getByRole("img", { name: "dot.png" });
  await picture.waitFor();
  await expect
    .poll(() => picture.evaluate((each) => (each as HTMLImageElement).naturalWidth))
    .toBe(1);
  const saved = shown.page.waitForEvent("download");
  await shown.message(1).getByRole("button", { name: "Save page.html" }).click();
  expect((await saved).suggestedFilename()).toBe("page.html");
});

test("an answer is followed while it is written, and can be stopped", async () => {
  const { open, session, client } = aReader();
  const made = await session("Live", [{ role: "user", content: "Go on" }]);
  const shown = await open(`sessions/${made.id}`);
  await shown.message(1).waitFor();
  await shown.page.locator('[data-connection="live"]').waitFor();
  // The newest came with the session.
  expect(shown.addresses.filter((address) => address.includes("/messages"))).toEqual([]);
  const writer = await client.streams.write(made.chat_id);
  await writer.write("Once ", "upon ");
  await shown.message(2).getByText("Once upon").waitFor();
  expect(await shown.message(2).textContent()).toContain("being written");
  await writer.write("a time");
  await shown.message(2).getByText("Once upon a time").waitFor();
  await shown.button("Stop the answer").click();
  await shown.page.locator('article[data-order="2"][data-streaming="false"]').waitFor();
  await expect(writer.finish()).rejects.toThrow();
  // What is said and changed elsewhere shows without a refresh.
  await client.messages.append(made.chat_id, { id: "m-3", role: "user", content: "Thanks" });
  await shown.message(3).getByText("Thanks").waitFor();
  await client.messages.edit(made.chat_id, "m-3", { text: "Thank you" });
  await shown.message(3).getByText("Thank you").waitFor();
});

test("a chat without a session that is opened in the middle of an answer follows it, and stops it", async () => {
  const { open, client } = aReader();
  const { id } = await client.chats.create({ title: "Alone" });
  await client.messages.append(id, { role: "user", content: "Go on" });
  const writer = await client.streams.write(id);
  await writer.write("Once ", "upon ");
  await writer.flush();
  const shown = await open(`chats/${id}`);
  await shown.message(2).getByText("Once upon").waitFor();
  await shown.page.locator('[data-connection="live"]').waitFor();
  await writer.write("a time");
  await shown.message(2).getByText("Once upon a time").waitFor();
  await shown.button("Stop the answer").click();
  await shown.page.locator('article[data-order="2"][data-streaming="false"]').waitFor();
  expect(await shown.button("Stop the answer").count()).toBe(0);
  await expect(writer.finish()).rejects.toThrow();
});

test("a long chat is scrolled and jumped through, and the page holds only a part of it", async () => {
  const count = 1500;
  const { open, session } = aReader();
  const made = await session(
    "Long",
    Array.from({ length: count }, (_, at): MessageCreate => {
      return { role: at % 2 ? "assistant" : "user", content: `Message ${at + 1}` };
    }),
  );
  const shown = await open(`sessions/${made.id}`);
  const { page } = shown;
  await shown.message(count).waitFor();
  const scroll = async (by: number, until: (held: { first: number; last: number }) => boolean) => {
    for (;;) {
      await page.locator(".messages").evaluate((element, by) => element.scrollBy(0, by), by);
      if (until(await shown.held())) return;
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
  };
  await scroll(-9000, ({ first }) => first < count - 560);
  await expect.poll(async () => (await shown.held()).held).toBeLessThan(600);
  const numbers = () =>
    page.$$eval("article", (all) =>
      all.map((each) => Number((each as HTMLElement).dataset["order"])),
    );
  const seen = await numbers();
  expect(seen).toEqual(seen.map((_, at) => (seen[0] ?? 0) + at));
  await page.keyboard.press("g");
  await page.keyboard.type("634");
  await page.keyboard.press("Enter");
  await shown.message(634).waitFor();
  expect((await shown.held()).held).toBeLessThan(600);
  await scroll(9000, ({ last }) => last > 634 + 560);
  await expect.poll(async () => (await shown.held()).held).toBeLessThan(600);
  await shown.button("First").click();
  await shown.message(1).waitFor();
  await shown.message(1).focus();
  await page.keyboard.press("ArrowDown");
  await page.locator('article[data-order="2"]:focus').waitFor();
  await page.keyboard.press("End");
  await shown.message(count).waitFor();
});

test("what is found leads to its message", async () => {
  const { open, session } = aReader();
  const messages = Array.from(
    { length: 200 },
    (_, at): MessageCreate => ({
      role: "user",
      content: at === 20 ? "The marzipan is here" : `Message ${at + 1}`,
    }),
  );
  await session("Sweets", messages);
  const shown = await open("search");
  await shown.page.getByLabel("Words of messages and titles").fill("marzipan");
  await shown.page.keyboard.press("Enter");
  await shown.page.locator("mark", { hasText: "marzipan" }).waitFor();
  await shown.page.locator(".rows a").first().click();
  await shown.message(21).getByText("The marzipan is here").waitFor();
});

test("an administrator looks at the sessions of another user", async () => {
  const { session, user } = aReader();
  await session("Somebody else's", [{ role: "user", content: "Hello" }]);
  const shown = await aReader({ scope: "act:read" }).open("sessions");
  await shown.page.getByText("There is no session yet").waitFor();
  await shown.page.getByLabel("User").fill(user);
  await shown.button("Show").click();
  await shown.page.getByRole("link", { name: /Hello|Somebody/ }).click();
  await shown.message(1).getByText("Hello").waitFor();
});
