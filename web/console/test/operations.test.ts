import { text } from "node:stream/consumers";
import type { IndexesOut, SweepPreview } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aMission } from "./a-mission.js";
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

test("what failed is told by day, and by tool", async () => {
  const { open, client } = aReader();
  const { mission, hop } = await aMission(client, 1);
  const full = await client.missions.getFull(mission);
  const step = full.hops[0]?.tool_steps[0]?.id ?? "";
  const toHop = (status: "ready_to_resolve" | "ready_to_execute" | "executing") =>
    client.hops.changeStatus(hop, { status });
  const toStep = (status: "ready_to_configure" | "ready_to_execute" | "executing" | "failed") =>
    client.toolSteps.changeStatus(step, { status });
  await toHop("ready_to_resolve");
  await toStep("ready_to_configure");
  await toStep("ready_to_execute");
  await toHop("ready_to_execute");
  await toHop("executing");
  await toStep("executing");
  await toStep("failed");
  await client.missions.changeStatus(mission, { status: "failed" });
  const shown = await open("operations");
  const { page } = shown;
  const chart = page.getByRole("figure", { name: "Failed and cancelled missions: 1" });
  await chart.locator("summary").click();
  const today = chart.locator("tbody tr").last();
  expect(await today.locator("td").allTextContents()).toEqual(["1", "1"]);
  expect(await page.getByRole("row", { name: /search 1 1 100\.0 %/ }).count()).toBe(1);
  // The figure of the dearest chats takes longer, and nothing here shows it.
  expect(shown.addresses.filter((each) => /analytics.*chats/.test(each))).toEqual([]);
  // The days are those of the reader.
  await page.getByLabel("Days").selectOption("7");
  await expect.poll(() => chart.locator("tbody tr").count()).toBe(7);

  await shown.open(`missions/${mission}`);
  const tone = async (name: string, words: string) => {
    const piece = page.locator(".piece", { hasText: name });
    await piece.getByText(words).waitFor();
    return await piece.evaluate((each) => getComputedStyle(each).borderColor);
  };
  const tones = [await tone("step 1", "failed"), await tone("dates", "ready")];
  expect(new Set([...tones, await tone("found", "error")]).size).toBe(2);
  expect(tones[0]).not.toBe(tones[1]);
});

test("the health is looked at every five seconds, and says in words what is wrong", async () => {
  const { open, url } = aReader();
  const shown = await open("sessions");
  const { page } = shown;
  await page.clock.install();
  await shown.open("operations");
  const health = page.getByRole("region", { name: "Health" });
  await health.getByText("They answer, and every index is there.").waitFor();
  await page.route(`${url}/readyz`, (route) =>
    route.fulfill({ status: 503, json: { detail: "MongoDB does not answer" } }),
  );
  await page.clock.fastForward(5000);
  await health.getByText("missing MongoDB does not answer").waitFor();
  await page.unroute(`${url}/readyz`);
  await page.route(`${url}/readyz`, (route) => route.abort("connectionrefused"));
  await page.clock.fastForward(5000);
  await health.getByText("failed The service does not answer.").waitFor();
  await page.unroute(`${url}/readyz`);
  await page.clock.fastForward(5000);
  await health.getByText("ok They answer").waitFor();
});

test("without the scope there are only one's own figures, and no export", async () => {
  const { open, session } = aReader();
  await session("Mine", [{ role: "user", content: "Hello" }]);
  const { page } = await open("operations");
  await page.getByRole("figure", { name: "Messages: 1" }).waitFor();
  expect(await page.getByRole("button", { name: "Export" }).count()).toBe(0);
});

test("a deleted session is listed until when it can be restored, and restored", async () => {
  const { open, session, client } = aReader();
  const made = await session("Lost bag", [{ role: "user", content: "Hello" }]);
  await client.sessions.delete(made.id);
  const { page } = await open("operations");
  const row = page.getByRole("list", { name: "Sessions to restore" }).getByRole("listitem");
  await row.getByText(/can be restored until/).waitFor();
  await row.getByRole("button", { name: "Restore Lost bag" }).click();
  await page.getByText("No deleted session can be restored.").waitFor();
  await page.getByRole("link", { name: "Lost bag" }).click();
  await page.getByRole("feed", { name: "Messages" }).getByText("Hello").waitFor();
  expect((await client.sessions.get(made.id)).status).toBe("active");
});

test("what a sweep would do is told with which sessions, why and since when", async () => {
  const { open, url, user, session } = aReader({ scope: "admin act" });
  const made = await session("Lost bag", [{ role: "user", content: "Hello" }]);
  const shown = await open("sessions");
  const { page } = shown;
  const since = "2026-01-01T10:00:00Z";
  await page.route(`${url}/upkeep/sweep`, async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as SweepPreview;
    const steps = told.steps.map((each) =>
      each.step === "abandon" ? { ...each, sessions: 1000, at_least: true } : each,
    );
    await route.fulfill({ response: answer, json: { ...told, steps } });
  });
  await page.route(`${url}/upkeep/sweep/sessions?*`, (route) =>
    route.fulfill({
      json: {
        items: [
          {
            session_id: made.id,
            user_id: user,
            name: "Lost bag",
            status: "active",
            step: "abandon",
            reason: "without activity",
            since,
            last_activity_at: since,
          },
        ],
        next: null,
      },
    }),
  );
  await shown.open("operations");
  const table = page.getByRole("table", { name: "What a sweep would do now" });
  await table.getByText("more than 1,000").waitFor();
  expect(await table.getByRole("row", { name: /be deleted never 0 none/ }).count()).toBe(1);
  await table.getByRole("button", { name: "Show those that would be abandoned" }).click();
  const due = page.getByRole("list", { name: "Sessions that would be abandoned" });
  const row = due.getByRole("listitem").filter({ hasText: user });
  await row.getByText("without activity since").waitFor();
  await row.getByRole("link", { name: "Lost bag" }).click();
  await shown.message(1).getByText("Hello").waitFor();
});

test("the indexes are told with how they are used, and with the plan where one differs", async () => {
  const { open, url } = aReader({ scope: "admin" });
  const shown = await open("operations");
  const { page } = shown;
  const section = page.getByRole("region", { name: "Indexes", exact: true });
  await section.getByText("there is nothing to do").waitFor();
  await section.getByRole("button", { name: "Show all indexes" }).click();
  expect(await section.getByRole("row").count()).toBeGreaterThan(50);
  await page.route(`${url}/upkeep/indexes`, async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as IndexesOut;
    const plan: IndexesOut["plan"] = [
      {
        kind: "create",
        collection: "missions",
        name: "created_at_1",
        risk: "slow",
        changes: [],
        reason: "it is new",
        documents: 200_000,
      },
    ];
    await route.fulfill({ response: answer, json: { ...told, in_step: false, plan } });
  });
  await section.getByRole("button", { name: "Refresh the indexes" }).click();
  const plan = section.getByRole("list", { name: "The plan" });
  await plan.getByText("missions.created_at_1").waitFor();
  expect(await plan.textContent()).toContain("200,000 documents");
});

test("without the scope there is no sweep and no index to be seen, and none is asked for", async () => {
  const { open } = aReader();
  const shown = await open("operations");
  await shown.page.getByText("No deleted session can be restored.").waitFor();
  expect(await shown.page.getByRole("region", { name: "Sweep" }).count()).toBe(0);
  expect(shown.addresses.filter((address) => address.includes("/upkeep/"))).toEqual([]);
});
