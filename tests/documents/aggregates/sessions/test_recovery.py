from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.sealing import seal
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.sessions.recovery import recover_session
from documents.database import Database, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.missions import Mission
from documents.upkeep.check import check_chat
from documents.upkeep.findings import ChatFault
from tests.documents.aggregates.chats.engine import Engine, said
from tests.support import BEGINNING, Commands


async def a_session_with(database: Database, messages: int) -> PydanticObjectId:
    session = await insert_session(
        database,
        "alice",
        name="s",
        session_metadata={},
        chat_id=None,
        mission_id=None,
        now=BEGINNING,
    )
    limits = SealingLimits()
    for _ in range(0, messages, 10):
        await append(
            "alice",
            session.chat_id,
            [NewMessage("user", "text")] * 10,
            now=BEGINNING,
            new_id=lambda: str(PydanticObjectId()),
            limits=limits,
            hints=ChatHints(),
        )
        await seal(session.chat_id, now=BEGINNING, limits=limits)
    assert session.id is not None
    return session.id


async def test_recovery_takes_one_command_however_long_the_chat(
    mongod: EmbeddedServer, bound: Database
) -> None:
    commands = Commands()
    watched = Database(mongod.uri, name=bound.name, listeners=[commands])
    await watched.bind(DOCUMENTS)
    try:
        for messages in (10, 1000):
            session_id = await a_session_with(watched, messages)
            # Without a title a long one's is looked for among its first messages.
            chat = {"session_id": session_id}
            await collection_of(Chat).update_one(chat, {"$set": {"title": "t"}})
            commands.names.clear()
            found = await recover_session("alice", session_id, limit=50)
            assert commands.names == ["aggregate"]
            assert found.chat.last_sequence == messages
            assert len(found.page.messages) == min(messages, 50)
    finally:
        await watched.close()


async def test_recovery_shows_the_mission_and_counts_its_hops(bound: Database) -> None:
    hop_id = PydanticObjectId()
    mission = Mission(
        user_id="alice",
        name="m",
        mission_metadata={"$ref": "x", "$id": 1},
        current_hop_id=hop_id,
        status_changed_at=BEGINNING,
        created_at=BEGINNING,
        updated_at=BEGINNING,
    )
    await mission.insert()
    for n, status in enumerate(["completed", "completed", "executing"], 1):
        await bound["hops"].insert_one(
            {
                **({"_id": hop_id} if status == "executing" else {}),
                "mission_id": mission.id,
                "user_id": "alice",
                "sequence_order": n,
                "status": status,
                "deleted_at": None,
            }
        )
    session = await insert_session(
        bound,
        "alice",
        name="s",
        session_metadata={},
        chat_id=None,
        mission_id=mission.id,
        now=BEGINNING,
    )
    found = await recover_session("alice", session.id, limit=50)
    assert found.mission is not None
    assert found.mission.id == mission.id
    assert found.mission.mission_metadata == {"$ref": "x", "$id": 1}
    assert found.hops == {"completed": 2, "executing": 1}
    assert found.current_hop is not None
    assert found.current_hop["sequence_order"] == 3
    await collection_of(Mission).delete_one({"_id": mission.id})
    assert (await recover_session("alice", session.id, limit=50)).mission is None


def calling(*ids: str, role: str = "assistant") -> NewMessage:
    return NewMessage(role, "", {"tool_calls": [{"id": i, "$ref": "f", "$id": 1} for i in ids]})


def answering(call_id: str, role: str = "tool") -> NewMessage:
    return NewMessage(role, "42", {"tool_call_id": call_id, "$ref": "a", "$id": 1})


async def a_conversation(database: Database, *messages: NewMessage) -> tuple[Engine, Any]:
    """A chat with these messages, whose ids are their numbers, and its session's id."""
    session = await insert_session(
        database,
        "alice",
        name="s",
        session_metadata={},
        chat_id=None,
        mission_id=None,
        now=BEGINNING,
    )
    chat = Engine(database, session.chat_id)
    await chat.append(*(replace(m, id=str(n)) for n, m in enumerate(messages, 1)))
    return chat, session.id


async def open_calls(session_id: PydanticObjectId) -> list[str]:
    found = await recover_session("alice", session_id, limit=50)
    return [call.id for call in found.open_tool_calls]


async def test_a_redacted_answer_is_to_a_call_that_no_other_message_answers(
    bound: Database,
) -> None:
    chat, session_id = await a_conversation(
        bound,
        calling("old"),
        calling("a", "b", "c"),
        answering("c"),
        answering("b"),
        answering("a"),
    )
    for number, message_id in enumerate(("3", "4", "5")):
        await chat.redact(message_id)
        assert await open_calls(session_id) == ["old"], number


async def test_a_redacted_answer_answers_one_call_and_no_more(bound: Database) -> None:
    chat, session_id = await a_conversation(bound, calling("a", "b"), answering("a"))
    await chat.redact("2")
    assert await open_calls(session_id) == ["b"]


async def test_a_call_that_is_made_again_is_open_once(bound: Database) -> None:
    _, session_id = await a_conversation(
        bound, calling("a"), answering("a"), calling("a"), said("well?"), calling("a")
    )
    found = await recover_session("alice", session_id, limit=50)
    assert [(c.id, c.sequence_order) for c in found.open_tool_calls] == [("a", 5)]


CALL_IDS = st.sampled_from([f"c{n}" for n in range(8)])
CONVERSATIONS = st.lists(
    st.one_of(
        st.builds(calling, st.just("new")),
        st.builds(calling, st.just("new"), st.just("new")),
        st.builds(calling, st.just("new"), role=st.sampled_from(["user", "tool"])),
        st.builds(answering, CALL_IDS),
        st.builds(answering, CALL_IDS),
        st.builds(answering, CALL_IDS, role=st.sampled_from(["user", "assistant"])),
        st.just(said("go on")),
    ),
    min_size=1,
    max_size=12,
)


def with_fresh_ids(conversation: list[NewMessage]) -> list[NewMessage]:
    """No call has another's id: a call that is made again is a fault, and not open."""
    numbers = iter(range(100))
    return [
        calling(*(f"c{next(numbers)}" for _ in m.message_metadata["tool_calls"]), role=m.role)
        if "tool_calls" in m.message_metadata
        else m
        for m in conversation
    ]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    conversation=CONVERSATIONS.map(with_fresh_ids),
    erased=st.sets(st.integers(1, 12), max_size=4),
    piece=st.sampled_from([1, 2, 3, 50]),
)
async def test_recovery_and_check_find_the_same_calls_open(
    bound: Database, conversation: list[NewMessage], erased: set[int], piece: int
) -> None:
    chat, session_id = await a_conversation(bound, *conversation)
    for number in sorted(erased & set(range(1, len(conversation) + 1))):
        await chat.redact(str(number))
    await chat.seal(SealingLimits(piece_messages=piece))
    # A check takes a call for unanswered only where no answer can come any more.
    await collection_of(Chat).update_one({"_id": chat.chat_id}, {"$set": {"closed_at": BEGINNING}})

    found = await recover_session("alice", session_id, limit=50)
    checked = await check_chat(chat.chat_id, now=BEGINNING)

    assert checked is not None
    unanswered = [
        (f.place, f.text.split("'")[1])
        for f in checked.findings
        if f.kind is ChatFault.CALL_UNANSWERED
        and f.place is not None
        and f.place >= found.examined_from
    ]
    assert [(c.sequence_order, c.id) for c in found.open_tool_calls] == unanswered
