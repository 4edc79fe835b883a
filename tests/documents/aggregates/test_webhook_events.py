"""What a change of the database is told as."""

from datetime import UTC, datetime
from typing import Any

from bson import Timestamp

from documents.aggregates.webhooks.events import Event, events_of
from documents.database import ObjectId

THING, SESSION = ObjectId("66f0c0ffee0000000000abcd"), ObjectId("66f0c0ffee0000000000abce")
AT = datetime(2026, 1, 1, tzinfo=UTC)


def a_change(collection: str, operation: str = "update", **values: Any) -> dict[str, Any]:
    names = values.pop("names", list(values))
    numbers = values.pop("numbers", [])
    return {
        "_id": {"_data": "82AB"},
        "operationType": operation,
        "ns": {"coll": collection},
        "documentKey": {"_id": THING},
        "clusterTime": Timestamp(7, 1),
        "wallTime": AT,
        "updateDescription": {"updatedFields": values, "removedFields": []},
        "names": names,
        "numbers": numbers,
    }


def told(change: dict[str, Any], **facts: Any) -> list[Event]:
    return events_of(change, {"user_id": "alice", **facts}, SESSION)


def test_a_change_of_fields_names_them_and_not_what_lies_in_them() -> None:
    names = ["revision", "updated_at", "session_metadata.a word of hers", "name"]
    (event,) = told(a_change("user_sessions", revision=3, names=names))
    assert event.kind == "session.changed"
    assert event.data["changed"] == ["name", "session_metadata"]
    assert "a word" not in str(event.data)


def test_a_change_of_what_is_not_shown_is_no_event() -> None:
    assert told(a_change("missions", revision=3, updated_at=AT)) == []


def test_an_append_and_a_change_in_one_are_two_events_in_order() -> None:
    change = a_change("chats", last_sequence=5, revision=2, title="t")
    assert [event.kind for event in told(change)] == ["message.created", "chat.changed"]
    first, second = told(change)
    assert first.place < second.place
    assert first.lane == second.lane == str(SESSION)


def test_a_message_that_was_changed_is_told_by_its_number() -> None:
    def numbered(*numbers: dict[str, Any]) -> Any:
        change = a_change("chats", revision=2, changed_count=9, numbers=list(numbers))
        return [event.data["sequence_order"] for event in told(change)]

    assert numbered({"k": "changed_sequences.3", "v": 7}) == [7]
    assert numbered(
        {"k": "changed_sequences.10", "v": 8}, {"k": "changed_sequences.9", "v": 7}
    ) == [8]
    assert numbered({"k": "changed_sequences", "v": [1, 2]}) == [2]
    assert numbered({"k": "changed_sequences", "v": []}) == [None]
    assert numbered() == [None]
    # A stream has written what it said before.
    assert numbered({"k": "changed_sequences.3", "v": 0}) == []


def test_what_is_deleted_and_what_is_there_again_are_told_apart() -> None:
    for deleted_at, kind in ((AT, "hop.deleted"), (None, "hop.restored")):
        (event,) = told(a_change("hops", revision=2, deleted_at=deleted_at))
        assert event.kind == kind


def test_a_document_that_is_told_whole_is_told_as_what_it_may_have_changed_in() -> None:
    change = a_change("chats", "replace")
    del change["updateDescription"]
    events = told(change, revision=4, last_sequence=2, deleted_at=None)
    assert [event.kind for event in events] == ["message.created", "chat.changed"]
    assert events[1].data["changed"] is None
    (gone,) = told(change, revision=4, last_sequence=2, deleted_at=AT)
    assert gone.kind == "chat.deleted"


def test_of_what_is_gone_its_own_id_is_known() -> None:
    (event,) = events_of(a_change("missions", revision=2, deleted_at=AT), {}, None)
    assert event.data["user_id"] is None
    assert event.data["mission_id"] == event.lane == str(THING)
