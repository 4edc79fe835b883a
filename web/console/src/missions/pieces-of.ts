import type { AssetHeadOut, HopDetail, MissionFull, ToolStepOut } from "@threadkeep/client";

/** What a mission is made of, as the graph, the list and the time line show it. */
export type Piece = { id: string; name: string; status: string; hopId: string | null } & (
  | { kind: "hop"; hop: HopDetail }
  | { kind: "step"; step: ToolStepOut }
  | { kind: "asset"; asset: AssetHeadOut }
);

/** What leads to what: the order of hops and steps, and how assets go through steps. */
export interface Link {
  from: string;
  to: string;
  kind: "next" | "has" | "used" | "produced";
}

export interface Pieces {
  pieces: Piece[];
  links: Link[];
}

export function piecesOf(mission: MissionFull): Pieces {
  const pieces: Piece[] = [];
  const links: Link[] = [];
  const missionAssets = mission.mission_state;
  for (const asset of Object.values(missionAssets)) pieces.push(assetPiece(asset, null));
  let before: string | null = null;
  const hops = mission.hops.toSorted((one, other) => one.sequence_order - other.sequence_order);
  for (const hop of hops) {
    pieces.push({
      kind: "hop",
      id: hop.id,
      name: hop.name,
      status: hop.status,
      hopId: hop.id,
      hop,
    });
    if (before !== null) links.push({ from: before, to: hop.id, kind: "next" });
    before = hop.id;
    for (const asset of Object.values(hop.hop_state)) pieces.push(assetPiece(asset, hop.id));
    let last = hop.id;
    for (const step of hop.tool_steps) {
      const { id, name, status } = step;
      pieces.push({ kind: "step", id, name, status, hopId: hop.id, step });
      links.push({ from: last, to: id, kind: last === hop.id ? "has" : "next" });
      last = id;
      const named = (name: string) => own(hop.hop_state, name) ?? own(missionAssets, name);
      for (const name of assetsIn(step.parameter_mapping)) {
        const asset = named(name);
        if (asset) links.push({ from: asset.id, to: id, kind: "used" });
      }
      for (const name of assetsIn(step.result_mapping)) {
        const asset = named(name);
        if (asset) links.push({ from: id, to: asset.id, kind: "produced" });
      }
    }
  }
  return { pieces, links };
}

function assetPiece(asset: AssetHeadOut, hopId: string | null): Piece {
  return { kind: "asset", id: asset.id, name: asset.name, status: asset.status, hopId, asset };
}

/** What was given that name; every object has things of other names, as "constructor", too. */
function own<Value>(record: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The names of the assets that a mapping speaks of. */
function assetsIn(mapping: Record<string, unknown>): Set<string> {
  const names = new Set<string>();
  for (const value of Object.values(mapping)) {
    if (typeof value !== "object" || value === null) continue;
    const { state_asset } = value as { state_asset?: unknown };
    if (typeof state_asset === "string") names.add(state_asset);
  }
  return names;
}

/** That something was made. */
export interface Made {
  at: string;
  id: string;
  kind: string;
  name: string;
}

/** When the mission and its pieces were made, the last first. */
export function madeOf(mission: MissionFull, pieces: readonly Piece[]): Made[] {
  const { id, name, created_at } = mission;
  const made = pieces.map((piece): Made => {
    const { kind, id, name } = piece;
    const of = kind === "step" ? piece.step : kind === "hop" ? piece.hop : piece.asset;
    return { at: of.created_at, id, kind: kind === "step" ? "tool step" : kind, name };
  });
  made.push({ at: created_at, id, kind: "mission", name });
  return made.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
