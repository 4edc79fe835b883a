import {
  Background,
  Controls,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { memo, useMemo, useRef } from "react";
import { Said } from "../pieces.js";
import { HEIGHT, type Places, placesOf, WIDTH } from "./layout.js";
import type { Link, Piece, Pieces } from "./pieces-of.js";

type PieceNode = Node<{ piece: Piece }, "piece">;

const SIGNS: Record<Piece["kind"], string> = { hop: "Hop", step: "Step", asset: "Asset" };

const PieceBox = memo(function PieceBox({ data, selected }: NodeProps<PieceNode>) {
  const { piece } = data;
  return (
    <div
      className="piece status"
      data-kind={piece.kind}
      data-status={piece.status}
      data-selected={selected}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <small>
        {SIGNS[piece.kind]} · {piece.status.replace(/_/g, " ")}
      </small>
      <Said>{piece.name}</Said>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
});

const NODE_TYPES = { piece: PieceBox };
/** Its own would tell of moving and deleting. */
const CHOOSING = "Enter shows more of it, and Escape leaves that.";
const LABELS = {
  "node.a11yDescription.default": CHOOSING,
  "node.a11yDescription.keyboardDisabled": CHOOSING,
};

interface Props {
  of: Pieces;
  selected: string | null;
  onSelect: (id: string | null) => void;
}

/** A mission as a graph; what is out of view is not drawn. */
export default function MissionGraph({ of, selected, onSelect }: Props) {
  const kept = useRef<{ key: string; places: Places } | null>(null);
  const base = useMemo(() => {
    // A status that changes moves nothing.
    const key = [of.pieces.map(({ id }) => id), of.links.map(({ from, to }) => from + to)].join();
    if (kept.current?.key !== key) kept.current = { key, places: placesOf(of) };
    const { places } = kept.current;
    return of.pieces.map(
      (piece): PieceNode => ({
        id: piece.id,
        type: "piece",
        position: places.get(piece.id) ?? { x: 0, y: 0 },
        data: { piece },
        width: WIDTH,
        height: HEIGHT,
        ariaLabel: `${SIGNS[piece.kind]} ${piece.name}: ${piece.status.replace(/_/g, " ")}`,
      }),
    );
  }, [of]);
  // The others stay the same, so that they are not drawn again.
  const nodes = useMemo(
    () => base.map((node) => (node.id === selected ? { ...node, selected: true } : node)),
    [base, selected],
  );
  const edges = useMemo(
    () =>
      linksShown(of, selected).map(
        ({ from, to, kind }): Edge => ({
          id: `${from}-${to}-${kind}`,
          source: from,
          target: to,
          className: `link-${kind}`,
          focusable: false,
          markerEnd: { type: MarkerType.ArrowClosed },
        }),
      ),
    [of, selected],
  );
  return (
    <div className="graph">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onNodeClick={(_, node) => onSelect(node.id)}
        onNodesChange={(changes) => {
          // By the keyboard, too.
          const chosen = changes.find((change) => change.type === "select" && change.selected);
          if (chosen?.type === "select") onSelect(chosen.id);
        }}
        onPaneClick={() => onSelect(null)}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        onlyRenderVisibleElements
        minZoom={0.02}
        fitView
        fitViewOptions={{ minZoom: 0.3, maxZoom: 1 }}
        aria-label="The mission as a graph; the list has the same"
        ariaLabelConfig={LABELS}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

const MOST_LINKS = 400;

/** All links; of many, those of the order, and how assets go through what is chosen. */
function linksShown({ links }: Pieces, selected: string | null): Link[] {
  if (links.length <= MOST_LINKS) return links;
  const ordered = links.filter(({ kind }) => kind === "next" || kind === "has");
  const chosen = links.filter(
    ({ from, to, kind }) =>
      (kind === "used" || kind === "produced") && (from === selected || to === selected),
  );
  return [...ordered, ...chosen.slice(0, MOST_LINKS)];
}
