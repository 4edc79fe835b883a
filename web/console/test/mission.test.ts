import { expect, test } from "vitest";
import { aMission } from "./a-mission.js";
import { aReader } from "./reader.js";

test("a mission is a graph that follows what happens, with what its assets hold", async () => {
  const { open, client } = aReader();
  const { mission, hop } = await aMission(client, 2);
  const shown = await open("missions");
  const { page } = shown;
  await page.locator(".rows a", { hasText: "Fares" }).click();
  const piece = (name: string) => page.locator(".piece", { hasText: name });
  await piece("step 1").waitFor();
  // The hop, two steps, an asset of the mission's and one of the hop's; and what leads to what.
  await expect.poll(() => page.locator(".piece").count()).toBe(5);
  await expect.poll(() => page.locator(".react-flow__edge").count()).toBe(6);
  expect(await piece("Hop 1").getAttribute("data-status")).toBe("proposed");
  await client.api.PATCH("/hops/{hop_id}/status", {
    params: { path: { hop_id: hop } },
    body: { status: "ready_to_resolve" },
  });
  await page.locator('.piece[data-kind="hop"][data-status="ready_to_resolve"]').waitFor();
  expect(await piece("Hop 1").textContent()).toContain("ready to resolve");
  await piece("dates").click();
  const chosen = page.getByRole("complementary");
  await chosen.getByText('"2026-03-01"').waitFor();
  await chosen.getByText(/used by the step step 1/).waitFor();
  await page.getByRole("tab", { name: "List" }).click();
  await page.getByRole("button", { name: "step step 2" }).click();
  await chosen.getByText("Tool search").waitFor();
  await page.getByRole("tab", { name: "Time line" }).click();
  const times = page.getByRole("list", { name: "What happened, the newest first" });
  const told = (text: RegExp) => times.getByRole("listitem").filter({ hasText: text });
  await told(/hop Hop 1: proposed → ready to resolve by reader-/).waitFor();
  expect(await told(/hop Hop 1 made/).count()).toBe(1);
  expect(await told(/mission Fares .*: proposed → ready for next hop by reader-/).count()).toBe(1);
  // It goes on while it is looked at.
  await client.missions.changeStatus(mission, { status: "cancelled", reason: "too dear" });
  await told(/mission Fares .*→ cancelled by reader-.*: “too dear”/).waitFor();
  await told(/hop Hop 1: ready to resolve → cancelled/).waitFor();
  expect(page.url()).toContain(mission);
});
