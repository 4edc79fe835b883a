import type { MessageCreate } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aMission } from "./a-mission.js";
import { aReader } from "./reader.js";

test("the tabs of a mission are one stop, and who has closed what was chosen goes on where it was", async () => {
  const { open, client } = aReader();
  const { mission } = await aMission(client, 2);
  const { page } = await open(`missions/${mission}`);
  await page.getByRole("tab", { name: "Graph" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("[role=tab][aria-selected=true]:focus", { hasText: "List" }).waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowLeft");
  await page.locator("[role=tab][aria-selected=true]:focus", { hasText: "Time line" }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.locator("[role=tab][aria-selected=true]:focus", { hasText: "List" }).waitFor();
  await page.keyboard.press("Tab");
  const first = page.getByRole("tabpanel").getByRole("button").first();
  await expect.poll(() => first.evaluate((each) => each === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  const chosen = page.getByRole("complementary");
  await chosen.getByText("2026-03-01").waitFor();
  expect(await chosen.evaluate((each) => each === document.activeElement)).toBe(true);
  await page.keyboard.press("Escape");
  await chosen.waitFor({ state: "detached" });
  expect(await first.evaluate((each) => each === document.activeElement)).toBe(true);
});

test("a step is chosen in the graph by the keyboard, and the graph tells how", async () => {
  const { open, client } = aReader();
  const { mission } = await aMission(client, 1);
  const { page } = await open(`missions/${mission}`);
  const step = page.getByRole("group", { name: "Step step 1: proposed" });
  await step.waitFor();
  await page.getByRole("tab", { name: "Graph" }).focus();
  for (let tabs = 0; tabs < 10; tabs += 1) {
    await page.keyboard.press("Tab");
    if (await step.evaluate((each) => each === document.activeElement)) break;
  }
  const how = await step.evaluate((each) => {
    const ids = (each.getAttribute("aria-describedby") ?? "").split(" ");
    return ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  });
  expect(how).toBe("Enter shows more of it, and Escape leaves that.");
  await page.keyboard.press("Enter");
  const chosen = page.getByRole("complementary");
  await chosen.getByText("Tool search").waitFor();
  await page.keyboard.press("Escape");
  await chosen.waitFor({ state: "detached" });
  expect(await step.evaluate((each) => each === document.activeElement)).toBe(true);
});

test("a chat is gone through by the keyboard wherever the focus is, over jumps too", async () => {
  const { open, session } = aReader();
  const count = 200;
  const made = await session(
    "By keys",
    Array.from({ length: count }, (_, at): MessageCreate => {
      return { role: "user", content: `Message ${at + 1}` };
    }),
  );
  const shown = await open(`sessions/${made.id}`);
  const { page } = shown;
  const focused = (number: number) => page.locator(`article[data-order="${number}"]:focus`);
  await shown.message(count).waitFor();
  await page.locator("body").press("j");
  await page.locator("article:focus").waitFor();
  await page.keyboard.press("Home");
  await focused(1).waitFor();
  for (let step = 0; step < 40; step += 1) await page.keyboard.press("j");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await focused(count).waitFor();
  await page.keyboard.press("ArrowUp");
  await focused(count - 1).waitFor();
  // What has the focus within a message does not end it.
  await page.keyboard.press("Tab");
  await page.locator("article button:focus").waitFor();
  await page.keyboard.press("k");
  await focused(count - 2).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await focused(count - 2).waitFor();
});

test("each page has a name of its own", async () => {
  const { open, session, client } = aReader();
  const made = await session("Lost bag");
  await client.chats.update(made.chat_id, { title: "Where the bag is" });
  const { mission } = await aMission(client, 1);
  const shown = await open("sessions");
  const title = () => expect.poll(() => shown.page.title());
  await title().toBe("Sessions · Threadkeep");
  await shown.open(`sessions/${made.id}`);
  await title().toBe("Where the bag is · Threadkeep");
  await shown.open(`missions/${mission}`);
  await title().toMatch(/^Fares .* · Threadkeep$/);
  for (const name of ["Missions", "Search", "Operations", "Sessions"]) {
    await shown.open(name.toLowerCase());
    await title().toBe(`${name} · Threadkeep`);
  }
});
