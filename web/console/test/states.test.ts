import { expect, test } from "vitest";
import { aReader } from "./reader.js";

test("what is being fetched says so, and a service that does not answer, and then it is tried again", async () => {
  const { open, session, url } = aReader();
  await session("Lost bag");
  const shown = await open("search");
  const { page } = shown;
  await page.getByLabel("Words of messages and titles").waitFor();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(`${url}/sessions?*`, async (route) => {
    await held;
    await route.abort("connectionrefused");
  });
  await shown.open("sessions");
  await page.getByRole("status").getByText("Loading the sessions").waitFor();
  release();
  await page.getByRole("alert").getByText("The service does not answer. Is it running?").waitFor();
  await page.unroute(`${url}/sessions?*`);
  await shown.button("Try again").click();
  await page.getByRole("link", { name: "Lost bag" }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("a part of the page that is not there any more says to load the page again", async () => {
  const { open } = aReader();
  const shown = await open("sessions");
  const { page } = shown;
  await page.getByText("There is no session yet").waitFor();
  await page.route("**/assets/operations-page-*.js", (route) => route.fulfill({ status: 404 }));
  await shown.open("operations");
  await page.getByText("After an update of the service the page has to be loaded again").waitFor();
  expect(shown.errors.splice(0).join()).toContain("Failed to fetch dynamically imported module");
  await page.unroute("**/assets/operations-page-*.js");
  await shown.button("Load the page again").click();
  await page.getByText("They answer, and every index is there.").waitFor();
});

test("each list that is empty says what to do", async () => {
  const { open } = aReader();
  const shown = await open("sessions?name=none");
  const { page } = shown;
  await page.getByText("No session is like that.").waitFor();
  await page.getByRole("link", { name: "Show all of them" }).click();
  await page.getByText("The first request makes one: POST /sessions").waitFor();
  await shown.open("missions?status=failed");
  await page
    .getByText("No mission has this status. An agent makes one by POST /missions")
    .waitFor();
  await shown.open("search");
  await page.getByText("Write what you look for, and press Enter.").waitFor();
  await shown.open("search?q=marzipan");
  await page.getByText("Nothing has these words. Try fewer").waitFor();
});

test("messages that are lost, and one that was edited, say so in their places", async () => {
  const { open, session, client, url } = aReader();
  const made = await session(
    "Damaged",
    ["One", "Two", "Three"].map((content) => ({ id: content, role: "user" as const, content })),
  );
  await client.messages.edit(made.chat_id, "Three", { text: "Tree" });
  const shown = await open("sessions");
  const { page } = shown;
  await page.route(`${url}/chats/${made.chat_id}/messages?*`, async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as { items: { id: string }[] };
    const items = told.items.filter(({ id }) => id !== "Two");
    await route.fulfill({ json: { ...told, items, lost: [{ first: 2, last: 2 }] } });
  });
  await shown.open(`sessions/${made.id}?at=1`);
  await page.getByText("Message 2 is lost.").waitFor();
  await shown.message(3).locator("header").getByText("edited").waitFor();
  expect(await page.locator(".messages").textContent()).toMatch(/One.*lost.*Tree/s);
});
