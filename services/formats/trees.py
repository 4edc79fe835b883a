"""Conversations that are trees: the way to each leaf, the current one first."""

from collections.abc import Callable
from dataclasses import dataclass, field

from documents.json_values import JsonObject
from services.formats.conversations import Path

MAX_PATHS = 500
"""How many ways through one conversation are kept; the others are told."""


@dataclass
class Node:
    """A message of a tree. ``children`` stand in their order, the newest last."""

    id: str
    parent: str | None
    message: JsonObject | None
    children: list[str] = field(default_factory=list)


def linked(nodes: dict[str, Node]) -> dict[str, Node]:
    """The nodes with those as children that name them as their parent, in their order."""
    for node in nodes.values():
        parent = nodes.get(node.parent) if node.parent is not None else None
        if parent is not None and parent is not node and node.id not in parent.children:
            parent.children.append(node.id)
    return nodes


def paths_of(
    nodes: dict[str, Node],
    current: str | None,
    read: Callable[[JsonObject], list[JsonObject]],
) -> tuple[list[Path], list[str]]:
    """The paths of a tree, and notes of what was left out.

    Without ``current`` it is the newest: of those that follow a message the last.
    """
    made: dict[str, list[JsonObject]] = {}

    def path_to(leaf: str) -> Path:
        way: list[Node] = []
        seen: set[str] = set()
        at: str | None = leaf
        while at is not None and at in nodes and at not in seen:
            seen.add(at)
            way.append(nodes[at])
            at = nodes[at].parent
        ids: list[str] = []
        messages: list[JsonObject] = []
        for node in reversed(way):
            if node.id not in made:
                made[node.id] = [] if node.message is None else read(node.message)
            # Each message of one node has an id of its own here.
            ids += [f"{node.id}#{n}" if n else node.id for n in range(len(made[node.id]))]
            messages += made[node.id]
        return Path(ids, messages)

    if current is None or current not in nodes:
        current = _newest(nodes)
    leaves = [node.id for node in nodes.values() if not node.children and node.id != current]
    notes = []
    if len(leaves) >= MAX_PATHS:
        notes.append(
            f"{len(leaves) - MAX_PATHS + 1} of its {len(leaves) + 1} branches are left out"
        )
        leaves = leaves[-(MAX_PATHS - 1) :]
    first = [] if current is None else [current]
    return [path_to(leaf) for leaf in (*first, *leaves)] or [Path([], [])], notes


def _newest(nodes: dict[str, Node]) -> str | None:
    roots = [node for node in nodes.values() if node.parent is None or node.parent not in nodes]
    at = (roots or list(nodes.values()))[-1] if nodes else None
    seen: set[str] = set()
    while at is not None and at.id not in seen:
        seen.add(at.id)
        following = [child for child in at.children if child in nodes]
        if not following:
            break
        at = nodes[following[-1]]
    return None if at is None else at.id
