"""What a change of the database is told as: which kind of event, of what, and what has changed.

Ids, versions and the names of fields alone. What anybody has written is read by the API.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beanie import Document

from documents.database import moment_in, name_of
from documents.shapes.assets import Asset
from documents.shapes.chats import Chat
from documents.shapes.erasures import Erasure
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.sessions import UserSession
from documents.shapes.streams import MessageStream
from documents.shapes.webhooks import EventKind

Facts = Mapping[str, Any]
"""The fields of a document by which an event says whose and of what it is."""


@dataclass(frozen=True)
class _Told:
    """How a class's documents are told: ``fields`` are those whose changes are, with the names
    that the API has for them; ``facts`` those that an event is told with."""

    model: type[Document]
    word: str
    fields: Mapping[str, str]
    facts: tuple[str, ...]


def _same(*names: str, **others: str) -> dict[str, str]:
    return {name: name for name in names} | others


TOLD = {
    name_of(told.model): told
    for told in (
        _Told(
            UserSession,
            "session",
            _same("name", "key", "status", "session_metadata", mission="mission_id"),
            ("chat", "mission"),
        ),
        _Told(
            Chat,
            "chat",
            _same("title", "key", "context_data", "session_id"),
            ("session_id",),
        ),
        _Told(
            Mission,
            "mission",
            _same(
                *("name", "description", "goal", "success_criteria", "status"),
                *("session_id", "current_hop_id", "mission_metadata"),
            ),
            ("session_id",),
        ),
        _Told(
            Hop,
            "hop",
            _same(
                *("name", "description", "goal", "success_criteria", "rationale", "status"),
                *("sequence_order", "is_final", "is_resolved", "error_message"),
                *("hop_metadata", "tool_steps"),
            ),
            ("mission_id",),
        ),
        _Told(
            Asset,
            "asset",
            _same(
                *("name", "description", "schema_definition", "subtype", "status", "role"),
                *("content", "content_summary", "asset_metadata", "db_entity_metadata"),
                content_facts="content",
            ),
            ("mission_id",),
        ),
    )
}
"""The collections whose documents are told of as they are made, changed and deleted."""

_FIELDS = {name for told in TOLD.values() for name in told.fields}

STREAMS = name_of(MessageStream)
_CHATS = name_of(Chat)
_ERASURES = name_of(Erasure)

FACTS = {name: ("user_id", "revision", *told.facts) for name, told in TOLD.items()} | {
    STREAMS: ("user_id", "chat_id", "message_id")
}
"""Of which collection a change is told with which fields of its document."""

_VALUES = ("revision", "status", "deleted_at", "last_sequence", "changed_count", "state")
_ONLY_NAMES = {"input": {"$objectToArray": {"$ifNull": ["$updateDescription.updatedFields", {}]}}}

PIPELINE: list[dict[str, Any]] = [
    {
        "$match": {
            "$or": [
                {"operationType": "insert", "ns.coll": {"$in": list(TOLD)}},
                {
                    "operationType": "update",
                    "ns.coll": {"$in": list(TOLD)},
                    # A mission's status moves in another update than its revision.
                    "$or": [
                        {f"updateDescription.updatedFields.{name}": {"$exists": True}}
                        for name in sorted({"revision", "deleted_at", *_FIELDS})
                    ],
                },
                {
                    "operationType": "update",
                    "ns.coll": _CHATS,
                    "updateDescription.updatedFields.last_sequence": {"$exists": True},
                },
                {
                    "operationType": "update",
                    "ns.coll": STREAMS,
                    "updateDescription.updatedFields.is_final": True,
                },
                # What most of a small document changes in is told as another document.
                {"operationType": "replace", "ns.coll": {"$in": list(TOLD)}},
                {
                    "operationType": "replace",
                    "ns.coll": STREAMS,
                    "fullDocument.is_final": True,
                },
                {"operationType": "delete", "ns.coll": _ERASURES},
            ]
        }
    },
    # A change may carry a whole array of messages: of it only what is told, and names.
    {
        "$project": {
            "operationType": 1,
            "ns.coll": 1,
            "documentKey._id": 1,
            "clusterTime": 1,
            "wallTime": 1,
            "updateDescription.removedFields": 1,
            **{f"updateDescription.updatedFields.{name}": 1 for name in _VALUES},
            **{
                f"fullDocument.{name}": 1
                for name in dict.fromkeys(
                    (*_VALUES, *(each for names in FACTS.values() for each in names))
                )
            },
            "names": {"$map": {**_ONLY_NAMES, "in": "$$this.k"}},
            "numbers": {
                "$filter": {
                    **_ONLY_NAMES,
                    "cond": {"$regexMatch": {"input": "$$this.k", "regex": "^changed_sequences"}},
                }
            },
        }
    },
]
"""What the change stream leaves of all that changes."""


@dataclass(frozen=True)
class Event:
    """Something that has happened. ``place`` puts events in order, and no other has it; ``lane``
    is that of the session, or of what has none. ``moment`` is the database's own time."""

    kind: EventKind
    place: str
    lane: str
    moment: int
    at: datetime
    user_id: str | None
    data: dict[str, Any]


def key_of(change: Mapping[str, Any]) -> tuple[str, Any]:
    """The collection and the id of the document that a change is of."""
    return change["ns"]["coll"], change["documentKey"]["_id"]


def wants_facts(change: Mapping[str, Any]) -> bool:
    """Whether a change does not say by itself whose it is."""
    return bool(change["operationType"] == "update")


def events_of(change: Mapping[str, Any], facts: Facts, session_id: Any) -> list[Event]:
    """The events that a change is told as, in order; none for what is kept aside of them.

    ``facts`` are those of its document, empty where that is gone; ``session_id`` is the session
    that it belongs to, as far as that is known.
    """
    collection, thing_id = key_of(change)
    if collection == _ERASURES:
        found = [(EventKind.USER_ERASED, {"user_id": thing_id})]
        return _events(change, found, lane="users", user_id=None)
    values = change.get("updateDescription", {}).get("updatedFields", {})
    if collection == STREAMS:
        data = {
            **_ids(collection, thing_id, facts, session_id),
            "message_id": facts.get("message_id"),
            "state": values.get("state", facts.get("state")),
        }
        return _told(change, [(EventKind.STREAM_ENDED, data)], facts, session_id)
    told = TOLD[collection]
    base = _ids(collection, thing_id, facts, session_id)
    if change["operationType"] == "insert":
        if facts.get("deleted_at") is not None:
            return []
        data = {**base, "revision": facts.get("revision", 1)}
        if "status" in facts:
            data["status"] = facts["status"]
        if facts.get("last_sequence"):
            data["through"] = facts["last_sequence"]
        return _told(change, [(EventKind(f"{told.word}.created"), data)], facts, session_id)
    if change["operationType"] == "replace":
        return _told(change, _replaced(told, base, facts), facts, session_id)
    found = list[tuple[EventKind, dict[str, Any]]]()
    if "last_sequence" in values:
        found.append((EventKind.MESSAGE_CREATED, {**base, "through": values["last_sequence"]}))
    revision = values.get("revision", facts.get("revision"))
    found += _changed(change, told, {**base, "revision": revision})
    return _told(change, found, facts, session_id)


def _replaced(
    told: _Told, base: dict[str, Any], facts: Facts
) -> list[tuple[EventKind, dict[str, Any]]]:
    """What a document that is another now may have changed in: it does not say what it was."""
    data = {**base, "revision": facts.get("revision", 1)}
    if facts.get("deleted_at") is not None:
        return [(EventKind(f"{told.word}.deleted"), data)]
    found = list[tuple[EventKind, dict[str, Any]]]()
    if facts.get("last_sequence"):
        found.append((EventKind.MESSAGE_CREATED, {**base, "through": facts["last_sequence"]}))
    data["changed"] = None
    if "status" in facts:
        data["status"] = facts["status"]
    return [*found, (EventKind(f"{told.word}.changed"), data)]


def _changed(
    change: Mapping[str, Any], told: _Told, base: dict[str, Any]
) -> list[tuple[EventKind, dict[str, Any]]]:
    values = change["updateDescription"]["updatedFields"]
    removed = change["updateDescription"].get("removedFields") or []
    if "deleted_at" in values:
        word = "restored" if values["deleted_at"] is None else "deleted"
        return [(EventKind(f"{told.word}.{word}"), base)]
    if told.model is Chat and "changed_count" in values:
        number = _last_number(change["numbers"])
        if number == 0:
            # How it is kept has changed, and not what it says.
            return []
        return [(EventKind.MESSAGE_CHANGED, {**base, "sequence_order": number})]
    # Below that they may be words of a user's.
    tops = {name.split(".", 1)[0] for name in (*change["names"], *removed)}
    changed = sorted({told.fields[top] for top in tops if top in told.fields})
    if not changed:
        return []
    if "status" in values:
        base["status"] = values["status"]
    return [(EventKind(f"{told.word}.changed"), {**base, "changed": changed})]


def _last_number(numbers: list[dict[str, Any]]) -> int | None:
    """The number of the message that was changed last; None where all may be otherwise."""
    last, found = -1, None
    for each in numbers:
        value, place = each["v"], each["k"].partition(".")[2]
        if isinstance(value, list):
            return value[-1] if value else None
        if place.isdigit() and int(place) > last:
            last, found = int(place), value
    return found


def _ids(collection: str, thing_id: Any, facts: Facts, session_id: Any) -> dict[str, Any]:
    """The ids that an event is told with, as JSON has them."""
    ids: dict[str, Any] = {"user_id": facts.get("user_id"), "session_id": session_id}
    for name in ("chat_id", "mission_id"):
        if name in facts:
            ids[name] = facts[name]
    for name in ("chat", "mission"):
        if facts.get(name):
            ids[f"{name}_id"] = facts[name].id
    word = "stream" if collection == STREAMS else TOLD[collection].word
    ids[f"{word}_id"] = thing_id
    return {name: None if value is None else str(value) for name, value in ids.items()}


def _told(
    change: Mapping[str, Any],
    found: list[tuple[EventKind, dict[str, Any]]],
    facts: Facts,
    session_id: Any,
) -> list[Event]:
    lane = session_id or facts.get("chat_id") or facts.get("mission_id") or key_of(change)[1]
    return _events(change, found, lane=str(lane), user_id=facts.get("user_id"))


def _events(
    change: Mapping[str, Any],
    found: list[tuple[EventKind, dict[str, Any]]],
    *,
    lane: str,
    user_id: str | None,
) -> list[Event]:
    return [
        Event(
            kind,
            f"{change['_id']['_data']}.{number}",
            lane,
            moment_in(change["clusterTime"]),
            change["wallTime"],
            user_id,
            data,
        )
        for number, (kind, data) in enumerate(found)
    ]
