import { Graph, layout as layOut } from "@dagrejs/dagre";
import type { Pieces } from "./pieces-of.js";

export const WIDTH = 190;
export const HEIGHT = 62;
/** More than these, dagre would hold the page up for: they get a place in the columns of their hops. */
const MOST_FOR_DAGRE = 250;
const ROWS = 20;

export type Places = ReadonlyMap<string, { x: number; y: number }>;

/** Where everything is on the graph, left to right. */
export function placesOf({ pieces, links }: Pieces): Places {
  return pieces.length <= MOST_FOR_DAGRE
    ? byDagre({ pieces, links })
    : inColumns({ pieces, links });
}

function byDagre({ pieces, links }: Pieces): Places {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 56 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of pieces) graph.setNode(id, { width: WIDTH, height: HEIGHT });
  for (const { from, to } of links) graph.setEdge(from, to);
  layOut(graph);
  return new Map(
    pieces.map(({ id }) => {
      const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
      return [id, { x: x - WIDTH / 2, y: y - HEIGHT / 2 }];
    }),
  );
}

/** A block for each hop, one after the other: its assets, the hop, and its steps, twenty a column. */
function inColumns({ pieces }: Pieces): Places {
  const places = new Map<string, { x: number; y: number }>();
  const blocks = Map.groupBy(pieces, ({ hopId }) => hopId ?? "");
  let x = 0;
  for (const block of blocks.values()) {
    for (const kind of ["hop", "asset", "step"]) {
      const kindred = block.filter((piece) => piece.kind === kind);
      kindred.forEach(({ id }, at) => {
        const column = Math.floor(at / ROWS);
        places.set(id, { x: x + column * (WIDTH + 30), y: (at % ROWS) * (HEIGHT + 18) });
      });
      x += Math.ceil(kindred.length / ROWS) * (WIDTH + 30);
    }
    x += 80;
  }
  return places;
}
