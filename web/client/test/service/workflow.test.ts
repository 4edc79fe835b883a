import { expect, test } from "vitest";
import { isProblem } from "../../src/index.js";
import { someone } from "./users.js";

const BOTH = ["One", "Two"];

test("a mission is made, found, changed, and deleted with its hops", async () => {
  const threadkeep = someone();
  const { missions, hops } = threadkeep;
  const mission = await missions.create({ name: "Find it", goal: "the bag" });
  expect((await missions.update(mission.id, { goal: "the black bag" })).goal).toBe("the black bag");
  const ready = await missions.changeStatus(mission.id, { status: "ready_for_next_hop" });
  expect((await missions.get(mission.id)).status).toBe(ready.status);
  expect(await missions.list({ status: ["ready_for_next_hop"] }).all()).toHaveLength(1);
  const hop = await hops.create(mission.id, { name: "Ask the airline" });
  expect((await missions.getFull(mission.id)).hops).toHaveLength(1);
  await missions.delete(mission.id);
  await expect(hops.get(hop.id)).rejects.toSatisfy((error) => isProblem(error, "not-found"));
});

test("a hop is proposed, changed at its version only, listed a page at a time, and deleted", async () => {
  const threadkeep = someone();
  const { id: mission } = await threadkeep.missions.create({ name: "Find it" });
  await threadkeep.missions.changeStatus(mission, { status: "ready_for_next_hop" });
  const hop = await threadkeep.hops.create(mission, { name: "Ask the airline" });
  const path = { hop_id: hop.id };
  const { etag } = await threadkeep.api.GET("/hops/{hop_id}", { params: { path } });
  const ifMatch = etag ?? "";
  const named = await threadkeep.hops.update(hop.id, { name: "Call them" }, { ifMatch });
  expect(named.name).toBe("Call them");
  await expect(
    threadkeep.hops.changeStatus(hop.id, { status: "ready_to_resolve" }, { ifMatch }),
  ).rejects.toSatisfy((error) => isProblem(error, "precondition-failed"));
  const accepted = await threadkeep.hops.changeStatus(hop.id, { status: "ready_to_resolve" });
  expect((await threadkeep.hops.get(hop.id)).status).toBe(accepted.status);
  const listed = await threadkeep.hops.list(mission, { limit: 1 }).all();
  expect(listed.map(({ id }) => id)).toEqual([hop.id]);
  await threadkeep.hops.changeStatus(hop.id, { status: "cancelled" });
  await threadkeep.hops.delete(hop.id);
  expect(await threadkeep.hops.list(mission).all()).toEqual([]);
});

test("tool steps are proposed, put in order, changed, listed a page at a time, and deleted", async () => {
  const threadkeep = someone();
  const { toolSteps } = threadkeep;
  const { id: mission } = await threadkeep.missions.create({ name: "Find it" });
  await threadkeep.missions.changeStatus(mission, { status: "ready_for_next_hop" });
  const { id: hop } = await threadkeep.hops.create(mission, { name: "Ask the airline" });
  const steps = [];
  for (const name of BOTH) steps.push(await toolSteps.create(hop, { name, tool_id: "telephone" }));
  const ids = steps.map(({ id }) => id);
  const reversed = await toolSteps.reorder(hop, ids.toReversed());
  expect(reversed.map(({ id }) => id)).toEqual(ids.toReversed());
  const listed = await toolSteps.list(hop, { limit: 1 }).all();
  expect(listed.map(({ name }) => name)).toEqual(BOTH.toReversed());
  const [first = ""] = ids;
  expect((await toolSteps.update(first, { description: "Twice" })).description).toBe("Twice");
  const changed = await toolSteps.changeStatus(first, { status: "ready_to_configure" });
  expect((await toolSteps.get(first)).status).toBe(changed.status);
  await toolSteps.delete(first);
  expect(await toolSteps.list(hop).all()).toHaveLength(1);
});

test("an asset is proposed, given content of any type, read, traced, and deleted", async () => {
  const threadkeep = someone();
  const { assets } = threadkeep;
  const { id: mission } = await threadkeep.missions.create({ name: "Find it" });
  const scope = { scope_type: "mission", scope_id: mission } as const;
  const made = await assets.create({ ...scope, name: "fares", role: "input", content: [1] });
  expect(await (await assets.content(made.id)).json()).toEqual([1]);
  const json = JSON.stringify({ SK: 120 });
  await assets.putContent(made.id, json, { type: "application/json" });
  expect(await (await assets.content(made.id)).json()).toEqual({ SK: 120 });
  const file = new Blob(["airline,price"], { type: "text/csv" });
  await assets.putContent(made.id, file);
  const answer = await assets.content(made.id);
  expect(answer.headers.get("Content-Type")).toMatch(/^text\/csv/);
  expect(await answer.text()).toBe("airline,price");
  await assets.update(made.id, { subtype: "table" });
  expect((await assets.changeStatus(made.id, { status: "pending" })).status).toBe("pending");
  const listed = await assets.list({ ...scope, limit: 1 }).all();
  expect(listed.map(({ subtype }) => subtype)).toEqual(["table"]);
  expect((await assets.lineage(made.id)).mission_id).toBe(mission);
  await assets.changeStatus(made.id, { status: "error", reason: "it was another airline" });
  await assets.delete(made.id);
  await expect(assets.get(made.id)).rejects.toMatchObject({ status: 404 });
});
