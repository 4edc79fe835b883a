import type { Threadkeep } from "@threadkeep/client";

/** A mission of a session, with one hop of so many steps that each use an input and make an output. */
export async function aMission(client: Threadkeep, steps: number, hops = 1) {
  const made = await client.missions.create({ name: `Fares ${client.newId()}`, goal: "Under 150" });
  const mission = made.id;
  const session = await client.sessions.create({ name: "Oslo", mission_id: mission });
  const { data: dates } = await client.api.POST("/assets", {
    body: {
      scope_type: "mission",
      scope_id: mission,
      role: "input",
      name: "dates",
      content: ["2026-03-01"],
    },
  });
  const to = (status: "ready_for_next_hop") => client.missions.changeStatus(mission, { status });
  await to("ready_for_next_hop");
  const params = { path: { asset_id: dates.id } };
  await client.api.PATCH("/assets/{asset_id}/status", { params, body: { status: "ready" } });
  const ids: string[] = [];
  for (let number = 1; number <= hops; number += 1) {
    const { data: hop } = await client.api.POST("/missions/{mission_id}/hops", {
      params: { path: { mission_id: mission } },
      body: { name: `Hop ${number}`, is_final: number === hops },
    });
    ids.push(hop.id);
    const { data: found } = await client.api.POST("/assets", {
      body: { scope_type: "hop", scope_id: hop.id, role: "output", name: "found" },
    });
    for (let at = 1; at <= steps; at += 1) {
      await client.api.POST("/hops/{hop_id}/tool-steps", {
        params: { path: { hop_id: hop.id } },
        body: {
          tool_id: "search",
          name: `step ${at}`,
          parameter_mapping: { on: { type: "asset_field", state_asset: "dates", path: "$[0]" } },
          result_mapping: { found: { type: "asset_field", state_asset: found.name } },
        },
      });
    }
  }
  return { mission, session, dates: dates.id, hop: ids[0] ?? "" };
}
