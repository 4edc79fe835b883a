"""From changes of the database to events: whose they are, and of which session."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from beanie import Document

from documents.aggregates.webhooks.events import (
    FACTS,
    STREAMS,
    TOLD,
    Event,
    Facts,
    events_of,
    key_of,
    wants_facts,
)
from documents.database import committed_in, name_of
from documents.shapes.assets import Asset
from documents.shapes.chats import Chat
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.streams import MessageStream

Change = Mapping[str, Any]

_MODELS: dict[str, type[Document]] = {
    **{name: told.model for name, told in TOLD.items()},
    STREAMS: MessageStream,
}
_SESSIONS = name_of(UserSession)
_THROUGH: dict[str, tuple[str, type[Document]]] = {
    name_of(Hop): ("mission_id", Mission),
    name_of(Asset): ("mission_id", Mission),
    STREAMS: ("chat_id", Chat),
}
"""By which field a document belongs to what knows its session."""


async def events_in(changes: Sequence[Change]) -> list[Event]:
    """The events that changes are told as, in order.

    Of what is gone by now it is not known any more whose it was.
    """
    facts = await _facts_of(changes)
    sessions = await _sessions_through(facts)
    events = []
    for change in changes:
        here = _at(facts, change)
        events += events_of(change, here, _session_of(change, here, sessions))
    return events


def _at(facts: Mapping[tuple[str, Any], Facts], change: Change) -> Facts:
    if "fullDocument" in change:
        whole: Facts = change["fullDocument"]
        return whole
    return facts.get(key_of(change), {})


async def _facts_of(changes: Sequence[Change]) -> dict[tuple[str, Any], Facts]:
    wanted: defaultdict[str, set[Any]] = defaultdict(set)
    facts: dict[tuple[str, Any], Facts] = {}
    for change in changes:
        collection, thing_id = key_of(change)
        if wants_facts(change):
            wanted[collection].add(thing_id)
        elif "fullDocument" in change:
            facts[collection, thing_id] = change["fullDocument"]
    for collection, ids in wanted.items():
        found = committed_in(_MODELS[collection]).find(
            {"_id": {"$in": list(ids)}}, dict.fromkeys(FACTS[collection], 1)
        )
        async for each in found:
            facts[collection, each["_id"]] = each
    return facts


async def _sessions_through(
    facts: Mapping[tuple[str, Any], Facts],
) -> dict[tuple[type[Document], Any], Any]:
    """The sessions of the missions and chats that documents belong to."""
    wanted: defaultdict[type[Document], set[Any]] = defaultdict(set)
    for (collection, _), here in facts.items():
        if collection in _THROUGH:
            field, model = _THROUGH[collection]
            wanted[model].add(here.get(field))
    sessions = {}
    for model, ids in wanted.items():
        found = committed_in(model).find({"_id": {"$in": list(ids)}}, {"session_id": 1})
        async for each in found:
            sessions[model, each["_id"]] = each.get("session_id")
    return sessions


def _session_of(
    change: Change, here: Facts, sessions: Mapping[tuple[type[Document], Any], Any]
) -> Any:
    collection, thing_id = key_of(change)
    if collection == _SESSIONS:
        return thing_id
    if collection in _THROUGH:
        field, model = _THROUGH[collection]
        return sessions.get((model, here.get(field)))
    return here.get("session_id")
