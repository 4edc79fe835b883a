import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { tokenOf } from "../../test/serving.js";
import { aMission } from "./a-mission.js";
import { aReader, type ConsolePage } from "./reader.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Axe {
  run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

/** What axe-core finds serious or worse, and whether the page is wider than its window. */
async function faults({ page }: ConsolePage): Promise<string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: Axe }).axe.run();
    const { scrollWidth, clientWidth } = document.documentElement;
    const serious = violations.filter(({ impact }) => /serious|critical/.test(impact));
    const told = serious.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
    );
    return scrollWidth > clientWidth ? [...told, `${scrollWidth} pixels wide`] : told;
  });
  return found;
}

/** axe-core makes elements of text, which the page itself may not. */
const EXAMINED = { bypassCSP: true };

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe-core finds nothing serious, 360 pixels wide and ${colorScheme}`, async () => {
    const { open, session, client } = aReader({ scope: "admin act" });
    const made = await session("שיחה", [
      { role: "user", content: "שלום **עולם**\n\n| a | b |\n|-|-|\n| 1 | 2 |\n\n```\ncode\n```" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
        usage: { model: "m", input_tokens: 1, output_tokens: 1 },
      },
      { role: "tool", content: "done", tool_call_id: "c" },
      { role: "assistant", content: "x".repeat(500) },
    ]);
    const { mission } = await aMission(client, 3);
    const viewport = { width: 360, height: 740 };
    const shown = await open("sessions", { ...EXAMINED, colorScheme, viewport });
    const { page } = shown;
    await page.getByRole("link", { name: "שלום" }).waitFor();
    expect(await faults(shown)).toEqual([]);
    await shown.open(`sessions/${made.id}`);
    await shown.message(1).waitFor();
    await page.locator(".tool-call summary").click();
    expect(await faults(shown)).toEqual([]);
    expect(
      await shown
        .message(1)
        .locator("p")
        .first()
        .evaluate((each) => getComputedStyle(each).direction),
    ).toBe("rtl");
    await shown.message(1).getByRole("button", { name: "Details" }).click();
    expect(await faults(shown)).toEqual([]);
    await page.keyboard.press("Escape");
    for (const view of ["graph", "list", "times"]) {
      await shown.open(`missions/${mission}?view=${view}`);
      await page
        .locator("[role=tabpanel] :text('step 1'), [role=tabpanel] .piece")
        .first()
        .waitFor();
      expect(await faults(shown)).toEqual([]);
    }
    await shown.open("search");
    await page.getByLabel("Words of messages and titles").waitFor();
    expect(await faults(shown)).toEqual([]);
    await shown.open("operations");
    await page.getByRole("figure").first().waitFor();
    expect(await faults(shown)).toEqual([]);
    await shown.button("Sign out").click();
    await page.getByLabel("Token").waitFor();
    expect(await faults(shown)).toEqual([]);
  });
}

test("when the token ends nothing is lost: another one goes on where the page is", async () => {
  const { open, session, token, url } = aReader();
  const made = await session(
    "Kept",
    Array.from({ length: 40 }, (_, at) => ({
      role: "user" as const,
      content: `Message ${at + 1}`,
    })),
  );
  const shown = await open(`sessions/${made.id}?at=10`);
  const { page } = shown;
  await shown.message(10).waitFor();
  const old = await page.evaluate(() => sessionStorage.getItem("threadkeep-console:token"));
  await page.route(`${url}/chats/**`, (route) =>
    route.request().headers()["authorization"] === `Bearer ${old}`
      ? route.fulfill({ status: 401, contentType: "application/problem+json", body: "{}" })
      : route.continue(),
  );
  await shown.message(10).getByRole("button", { name: "Details" }).click();
  await page.getByRole("tab", { name: "Versions" }).click();
  const asked = page.getByRole("dialog", { name: "The token has ended" });
  await asked.getByLabel("Token").fill(token({ again: true }));
  await asked.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/^Version 1,/).waitFor();
  expect(await asked.count()).toBe(0);
  expect(await shown.message(10).count()).toBe(1);
  // A refresh keeps the new one, and the place.
  await page.reload();
  await shown.message(10).waitFor();
});

test("a token that ends while a chat is followed: what came meanwhile is shown with the next one", async () => {
  const { open, session, user, client } = aReader({ seconds: 8 });
  const made = await session("Followed", [{ role: "user", content: "Before" }]);
  const shown = await open(`sessions/${made.id}`);
  const { page } = shown;
  const live = page.locator('[data-connection="live"]');
  await live.waitFor();
  // The service itself ends what is followed with its token.
  const asked = page.getByRole("dialog", { name: "The token has ended" });
  await asked.waitFor();
  await client.messages.append(made.chat_id, [{ role: "assistant", content: "Meanwhile" }]);
  await asked.getByLabel("Token").fill(tokenOf(user));
  await asked.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Meanwhile").waitFor();
  await live.waitFor();
  await client.messages.append(made.chat_id, [{ role: "user", content: "Afterwards" }]);
  await page.getByText("Afterwards").waitFor();
  expect(await page.locator("article").count()).toBe(3);
});

test("what is done when the token has ended is done with the next one, and what is half written stays", async () => {
  const { open, session, token, url, client } = aReader();
  const made = await session("Kept", [{ role: "user", content: "Hello" }]);
  const shown = await open("sessions");
  const { page } = shown;
  await page.getByRole("link", { name: "Hello" }).waitFor();
  const old = await page.evaluate(() => sessionStorage.getItem("threadkeep-console:token"));
  await page.route(`${url}/sessions**`, (route) =>
    route.request().headers()["authorization"] === `Bearer ${old}`
      ? route.fulfill({ status: 401, contentType: "application/problem+json", body: "{}" })
      : route.continue(),
  );
  const asked = page.getByRole("dialog", { name: "The token has ended" });
  const signIn = async () => {
    await asked.getByLabel("Token").fill(token({ again: true }));
    await asked.getByRole("button", { name: "Sign in" }).click();
    await asked.waitFor({ state: "detached" });
  };
  await page.getByLabel("Name").fill("half writ");
  await shown.button("Refresh").click();
  await asked.waitFor();
  expect(await page.getByRole("link", { name: "Hello" }).count()).toBe(1);
  // No key closes it: behind it the page waits.
  await page.keyboard.press("Escape");
  await signIn();
  expect(await page.getByLabel("Name").inputValue()).toBe("half writ");
  await page.unroute(`${url}/sessions**`);
  await page.getByRole("link", { name: "Hello" }).click();
  await page.locator('[data-connection="live"]').waitFor();
  const second = await page.evaluate(() => sessionStorage.getItem("threadkeep-console:token"));
  await page.route(`${url}/sessions/**`, (route) =>
    route.request().headers()["authorization"] === `Bearer ${second}`
      ? route.fulfill({ status: 401, contentType: "application/problem+json", body: "{}" })
      : route.continue(),
  );
  await shown.button("Archive").click();
  await asked.getByLabel("Token").fill(token({ again: 2 }));
  await asked.getByRole("button", { name: "Sign in" }).click();
  await shown.button("Restore").waitFor();
  expect((await client.sessions.get(made.id)).status).toBe("archived");
});

test("the keyboard is enough, and times are those of the reader's zone", async () => {
  const { open, session } = aReader();
  const made = await session("By keys", [{ role: "user", content: "Hello" }]);
  const options = { timezoneId: "Asia/Tokyo", locale: "en-US" };
  const shown = await open("sessions", options);
  const { page } = shown;
  await page.getByRole("link", { name: "Hello" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "detached" });
  await page.keyboard.press("/");
  await page.getByLabel("Words of messages and titles").waitFor();
  await shown.open("sessions");
  await page.getByRole("link", { name: "Hello" }).focus();
  await page.keyboard.press("Enter");
  await shown.message(1).waitFor();
  await page.locator("main:focus").waitFor();
  await page.keyboard.press("Tab");
  for (let tabs = 0; tabs < 20; tabs += 1) {
    if ((await page.locator("article:focus").count()) > 0) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Message #1" }).waitFor();
  await page.keyboard.press("Escape");
  const zoned = new Intl.DateTimeFormat(options.locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: options.timezoneId,
  });
  const time = shown.message(1).locator("time");
  const at = (await time.getAttribute("datetime")) ?? "";
  expect(await time.textContent()).toBe(zoned.format(new Date(at)));
  expect(made.id).toBeTruthy();
});

test("what is not there, or not allowed, says what to do", async () => {
  const { open, url } = aReader();
  const shown = await open(`sessions/${"0".repeat(24)}`);
  const { page } = shown;
  await page.getByRole("link", { name: "To the sessions" }).waitFor();
  await page.route(`${url}/missions?*`, (route) =>
    route.fulfill({ status: 403, contentType: "application/problem+json", body: "{}" }),
  );
  await shown.open("missions");
  await page.getByText("Sign in with a token that has the scope").waitFor();
  await page.unroute(`${url}/missions?*`);
  await shown.button("Try again").click();
  await page.getByText("There is no mission yet").waitFor();
  await shown.open("nowhere");
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
});
