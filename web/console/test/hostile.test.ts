import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { MissionFull } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aMission } from "./a-mission.js";
import { HARD, HOSTILE, PAYLOADS } from "./hostile.js";
import { aReader, type ConsolePage } from "./reader.js";

test("of 200 hostile messages none runs, none becomes markup, and none loads anything", async () => {
  expect(HOSTILE.length).toBe(200);
  const { open, session, url } = aReader();
  const made = await session('<img src=x onerror="window.ran=1">', HOSTILE);
  const shown = await open(`sessions/${made.id}?at=1`, {
    viewport: { width: 1100, height: 5000 },
  });
  const { page } = shown;
  const popups: string[] = [];
  page.context().on("page", (popup) => popups.push(popup.url()));
  page.on("dialog", (dialog) => popups.push(dialog.message()));
  await shown.message(1).waitFor();
  const seen = new Set<number>();
  for (let at = 1; at < HOSTILE.length || !seen.has(HOSTILE.length); ) {
    const found = await page.evaluate(() => {
      const numbers: number[] = [];
      const wrong: string[] = [];
      for (const article of document.querySelectorAll<HTMLElement>("article")) {
        numbers.push(Number(article.dataset["order"]));
        for (const details of article.querySelectorAll("details")) details.open = true;
        const forbidden =
          "script, iframe, svg, object, embed, style, link, meta, base, form, input";
        for (const each of article.querySelectorAll(forbidden)) wrong.push(each.outerHTML);
        for (const each of article.querySelectorAll("*")) {
          for (const { name } of each.attributes) if (/^on/.test(name)) wrong.push(each.outerHTML);
        }
        for (const link of article.querySelectorAll("a")) {
          const isSafe = ["http:", "https:", "mailto:"].includes(link.protocol);
          if (!isSafe || !link.rel.includes("noopener")) wrong.push(link.outerHTML);
        }
        for (const image of article.querySelectorAll("img")) {
          if (!/^(blob:|data:image\/(png|jpeg|gif|webp|avif);)/.test(image.src)) {
            wrong.push(image.outerHTML);
          }
        }
      }
      return { numbers, wrong };
    });
    expect(found.wrong).toEqual([]);
    for (const number of found.numbers) seen.add(number);
    at = Math.max(...found.numbers, at) + 1;
    const list = page.locator(".messages");
    const before = await list.evaluate((element) => element.scrollTop);
    await list.evaluate((element) => element.scrollBy(0, element.clientHeight));
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    if (seen.size === HOSTILE.length) break;
    expect(await list.evaluate((element) => element.scrollTop)).toBeGreaterThanOrEqual(before);
  }
  expect(seen.size).toBe(HOSTILE.length);
  // As JSON and as a command nothing of it is unseen.
  await page.keyboard.press("g");
  await page.keyboard.type("193");
  await page.keyboard.press("Enter");
  await shown.message(193).getByRole("button", { name: "Details" }).click();
  const json = await page.getByRole("dialog").locator("pre").textContent();
  expect(json).toContain("\\u202e\\u2066gnp.exe");
  expect(json).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
  expect(await page.evaluate(() => (window as { ran?: number }).ran)).toBeUndefined();
  expect(popups).toEqual([]);
  const elsewhere = shown.addresses.filter((address) => !address.startsWith(url));
  expect(elsewhere.filter((address) => !/^(blob|data):/.test(address))).toEqual([]);
  expect(await page.evaluate(() => location.href)).toContain(`${url}/console/`);
});

test("the policy refuses to make markup or a script of text", async () => {
  const shown = await aReader().open("sessions");
  await shown.page.getByText("There is no session yet").waitFor();
  const refused = await shown.page.evaluate(() => {
    const tried: Record<string, boolean> = {};
    const attempt = (name: string, act: () => void) => {
      try {
        act();
        tried[name] = false;
      } catch {
        tried[name] = true;
      }
    };
    attempt("innerHTML", () => {
      document.createElement("div").innerHTML = "<b>markup</b>";
    });
    const script = document.createElement("script");
    attempt("script", () => {
      script.text = "window.ran = 1";
    });
    return { tried, ran: (window as { ran?: number }).ran ?? null };
  });
  const { length } = shown.errors.splice(0);
  expect(refused).toEqual({ tried: { innerHTML: true, script: true }, ran: null });
  expect(length).toBe(2);
});

/** Nothing ran, and no text of a user's became anything but text. */
async function nothingRan({ page, addresses }: ConsolePage, url: string): Promise<void> {
  const told = await page.evaluate(() => ({
    ran: (window as { ran?: number }).ran ?? null,
    made: [...document.querySelectorAll(".said :not(mark, .said), script, iframe, object, embed")]
      .map((each) => each.outerHTML)
      .filter((html) => !html.startsWith('<script type="module"')),
  }));
  expect(told).toEqual({ ran: null, made: [] });
  const elsewhere = addresses.filter(
    (each) => !each.startsWith(url) && !/^(blob|data):/.test(each),
  );
  expect(elsewhere).toEqual([]);
}

test("what users name sessions, missions, steps, tools and assets, and what those hold, stays text", async () => {
  const { open, client, url, session } = aReader({ scope: "admin act" });
  const short = (payload: string) => payload.replace(/\p{Cc}/gu, "").slice(0, 200);
  const names = PAYLOADS.map(short);
  const [first = ""] = names;
  const { data: mission } = await client.api.POST("/missions", {
    body: { name: first, goal: names.join(" ") },
  });
  const params = { path: { mission_id: mission.id } };
  const { data: hop } = await client.api.POST("/missions/{mission_id}/hops", {
    params,
    body: { name: first, goal: names.join(" ") },
  });
  for (const name of names) {
    await client.api.POST("/assets", {
      body: { scope_type: "mission", scope_id: mission.id, role: "input", name, content: name },
    });
    await client.api.POST("/hops/{hop_id}/tool-steps", {
      params: { path: { hop_id: hop.id } },
      body: {
        tool_id: name,
        name,
        parameter_mapping: { on: { type: "asset_field", state_asset: name, path: "$" } },
        result_mapping: {},
      },
    });
  }
  const made = await session(first, [{ role: "user", content: names.join("\n\n") }]);
  await client.chats.update(made.chat_id, { title: first });
  const removed = await session(first);
  await client.sessions.delete(removed.id);
  await client.missions.changeStatus(mission.id, { status: "cancelled", reason: first });

  const shown = await open("sessions");
  const { page } = shown;
  await page.getByRole("link", { name: first }).waitFor();
  await nothingRan(shown, url);
  await shown.open("search?q=press");
  await page.locator("mark").first().waitFor();
  await nothingRan(shown, url);
  await shown.open("missions");
  await page.getByRole("link", { name: first }).waitFor();
  await nothingRan(shown, url);
  for (const view of ["graph", "times", "list"]) {
    await shown.open(`missions/${mission.id}?view=${view}`);
    await page.getByRole("tabpanel").getByText(first).first().waitFor();
    await nothingRan(shown, url);
  }
  for (const kind of ["asset", "step"]) {
    const buttons = page.locator(`.pieces li[data-kind=${kind}] button`);
    expect(await buttons.count()).toBe(names.length);
    for (const button of await buttons.all()) {
      await button.click();
      await page.locator(".chosen pre").first().waitFor();
    }
    await nothingRan(shown, url);
  }
  await shown.open("operations");
  await page.getByRole("button", { name: "Restore <script>" }).waitFor();
  await page.getByRole("rowheader", { name: first }).first().waitFor();
  await nothingRan(shown, url);
});

test("texts that are made to hold the page up are shown as they are, and so is what is after them", async () => {
  const { open, session } = aReader();
  const made = await session(
    "Hard",
    [...HARD, "**Read**"].map((content) => ({ role: "user" as const, content })),
  );
  const shown = await open(`sessions/${made.id}`);
  await shown
    .message(HARD.length + 1)
    .locator("strong", { hasText: "Read" })
    .waitFor();
  for (const [at, text] of HARD.entries()) {
    await shown.page.getByLabel("Go to").fill(String(at + 1));
    await shown.page.getByLabel("Go to").press("Enter");
    const body = shown.message(at + 1).locator(".body");
    await body.waitFor();
    expect((await body.textContent())?.trim()).toBe(text.trim());
  }
});

test("deep JSON of a tool is shown as it is, and code with signs that turn it by their numbers", async () => {
  const { open, session, client } = aReader();
  const deep = "[".repeat(9000) + "]".repeat(9000);
  const made = await session("Deep", [
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: deep } }],
    },
    { role: "user", content: "```\nif admin\u202e\u2066 // check\u2069\n```\n\n`a\u202eb`" },
  ]);
  const file = await client.attachments.upload(made.chat_id, "MZ", {
    name: "\u202egnp.exe",
    type: "application/octet-stream",
  });
  await client.messages.append(made.chat_id, {
    role: "user",
    content: [{ type: "file", file: { file_id: file.id } }],
  });
  const shown = await open(`sessions/${made.id}`);
  await shown.message(1).locator("summary").click();
  expect(await shown.message(1).locator("pre").textContent()).toBe(deep);
  const said = await shown.message(2).locator(".body").textContent();
  expect(said).toContain("if admin\\u202e\\u2066 // check\\u2069");
  expect(said).toContain("a\\u202eb");
  await shown.message(3).getByText("\\u202egnp.exe").waitFor();
});

test("a name that every object has leads to nothing in a mission's graph", async () => {
  const { open, client, url } = aReader();
  const { mission } = await aMission(client, 1);
  const shown = await open("missions");
  const { page } = shown;
  await page.getByRole("link", { name: "Fares" }).waitFor();
  await page.route(`${url}/missions/${mission}/full`, async (route) => {
    const answer = await route.fetch();
    const full = (await answer.json()) as MissionFull;
    for (const step of full.hops.flatMap((hop) => hop.tool_steps)) {
      step.parameter_mapping = { on: { type: "asset_field", state_asset: "constructor" } };
    }
    await route.fulfill({ json: full });
  });
  await shown.open(`missions/${mission}`);
  await page.locator(".piece", { hasText: "step 1" }).waitFor();
  // From the hop to the step, and from the step to what it makes.
  await expect.poll(() => page.locator(".react-flow__edge").count()).toBe(2);
});

test("no page of another host has the console in a frame", async () => {
  const { open, url } = aReader();
  const elsewhere = createServer((request, response) => {
    const isFramed = request.url === "/framed";
    const addresses = [`http://localhost:${port()}/framed`, `${url}/console/`];
    const frames = addresses.map((each) => `<iframe src="${each}"></iframe>`);
    response.setHeader("Content-Type", "text/html").end(isFramed ? "Framed" : frames.join(""));
  });
  const port = () => (elsewhere.address() as AddressInfo).port;
  elsewhere.listen(0);
  await once(elsewhere, "listening");
  try {
    const shown = await open("sessions");
    await shown.page.getByText("There is no session yet").waitFor();
    const page = await shown.page.context().newPage();
    await page.goto(`http://127.0.0.1:${port()}/`);
    // What has no such policy is there: it is the policy that keeps the console out.
    await expect
      .poll(() => page.frames().map((frame) => frame.url().replace(/:\d+/, "")))
      .toEqual([
        "http://127.0.0.1/",
        "http://localhost/framed",
        expect.stringMatching(/^chrome-error:/),
      ]);
  } finally {
    elsewhere.close();
    elsewhere.closeAllConnections();
  }
});

test("the token is in the tab's sessionStorage, and nowhere else", async () => {
  const { open, token } = aReader();
  const shown = await open("sessions");
  const { page } = shown;
  await page.getByText("There is no session yet").waitFor();
  const kept = await page.evaluate(async () => ({
    session: JSON.stringify(sessionStorage),
    local: JSON.stringify(localStorage),
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    cookie: document.cookie,
    address: location.href,
  }));
  const [head = ""] = token().split(".");
  expect(kept.session).toContain(head);
  expect({ ...kept, session: "" }).toEqual({
    session: "",
    local: JSON.stringify({ "threadkeep-console:theme": "auto" }),
    databases: [],
    caches: [],
    cookie: "",
    address: expect.stringMatching(/#\/sessions$/),
  });
  await shown.button("Sign out").click();
  await page.getByLabel("Token").waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});
