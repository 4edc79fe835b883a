import { expect, test } from "vitest";
import { HOSTILE } from "./hostile.js";
import { aReader } from "./reader.js";

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
