from commands.embedded import EmbeddedServer
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.aggregates.chats.sealing import seal
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.sessions.recovery import recover_session
from documents.database import Database, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.missions import Mission
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
            commands.names.clear()
            found = await recover_session("alice", session_id, limit=50)
            assert commands.names == ["aggregate"]
            assert found.chat.last_sequence == messages
            assert len(found.page.messages) == min(messages, 50)
    finally:
        watched.close()


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
