"""What is exported of a user, stored again."""

import json
from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.attachments.uploading import NewAttachment
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.database import Database
from documents.upkeep.export import export_user
from documents.upkeep.restoration import Restored, restore_user
from documents.upkeep.restored_values import NotOfAnExport
from services.attachments import UploadBody
from services.lifecycle import COMMAND, services_on
from services.sessions import NewSession
from services.wiring import Services, Wiring
from tests.documents.upkeep.test_erasure import HER, LIMITS, everything, settle
from tests.queries import collection_names, look
from tests.support import BEGINNING, CURSOR_KEY, settings_for


async def exported(database: Database) -> list[dict[str, Any]]:
    lines = b"".join([block async for block in export_user(database, HER, now=BEGINNING)])
    return [json.loads(line) for line in lines.splitlines()]


async def restored(database: Database, lines: list[dict[str, Any]]) -> Restored:
    async for each in restore_user(database, lines, limits=LIMITS, now=BEGINNING):
        last = each
    return last


async def emptied(database: Database) -> None:
    for name in await collection_names(database):
        await look(database[name]).delete_many({})


async def converse(services: Services) -> None:
    """Give her a chat of everything that a chat can have."""
    session = await services.sessions.create_session(
        HER, NewSession(name="Trip", session_metadata={"at": "2024-05-15T10:00:00Z", "$ref": 1})
    )
    chat_id = session.chat_id

    async def stream() -> Any:
        yield b"a picture"

    file, _ = await services.attachments.upload(
        HER, chat_id, NewAttachment("image/png", "a.png"), UploadBody(stream())
    )
    part = {"type": "file", "file": {"file_id": str(file["attachment_id"])}}
    usage = {"model": "m", "input_tokens": 3, "cost": 1.5}
    said = [
        NewMessage("user", [part], {"n": 1.0}, "m-1"),
        NewMessage("assistant", "no", {}, "m-2", {"usage": usage}),
        NewMessage("user", "secret", {}, "m-3"),
    ]
    await services.messages.add_message(HER, chat_id, said)
    await services.versions.add_version(
        HER, chat_id, "m-2", version_id="v-2", fields={"content": "yes"}, revisions=None
    )
    await services.messages.redact_message(HER, chat_id, "m-3", revisions=None)
    await services.messages.edit_message(
        HER, chat_id, "m-1", changes=MessageChanges({"name": "Ann"}), revisions=None
    )
    fork, _ = await services.forks.fork_chat(HER, chat_id, through=2, with_session=False)
    await services.messages.add_message(HER, fork.id, [NewMessage("user", "another way")])


async def test_an_export_is_stored_again_as_it_was(bound: Database, mongod: EmbeddedServer) -> None:
    await settle(bound, HER)
    settings = settings_for(mongod.uri, bound.name)
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as services:
        await converse(services)
        await services.activity.flush()
        before = await exported(bound)
        await emptied(bound)
        found = await restored(bound, before)
        assert found.user_id == HER
        assert found.there.total() == 0
        after = await exported(bound)
        assert [x for x, y in zip(after, before, strict=True) if x != y] == []
        checked = [each async for each in services.upkeep.check_chats()]
        assert checked
        assert [each for each in checked if each.findings] == []
        async for finding in services.upkeep.check_quotas():
            pytest.fail(finding.text)


async def test_what_is_there_already_is_not_stored_again(bound: Database) -> None:
    await settle(bound, HER)
    lines = await exported(bound)
    before = await everything(bound)
    found = await restored(bound, lines)
    assert found.stored.total() == found.messages == 0
    assert await everything(bound) == before


@pytest.mark.parametrize("lines", [20, 60, 100])
async def test_a_run_that_ended_anywhere_is_completed_by_the_next(
    bound: Database, lines: int
) -> None:
    await settle(bound, HER)
    whole = await exported(bound)
    await emptied(bound)
    with pytest.raises(NotOfAnExport):
        await restored(bound, [*whole[:lines], {"type": "nothing"}])
    await restored(bound, whole)
    assert await exported(bound) == whole


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([{"type": "session"}], "begins with a line of the type `user`"),
        ([{"type": "user", "user_id": "a"}, {"type": "user", "user_id": "b"}], "of one user"),
        ([{"type": "user", "user_id": "a"}, {"type": "mission", "user_id": "b"}], "of one user"),
        ([{"type": "user", "user_id": "a"}, {"type": "mission", "user_id": "a"}], "no id"),
        ([{"type": "user", "user_id": "a"}, {"type": "chat", "evil": 1}], "no field 'evil'"),
        ([{"type": "user", "user_id": "a"}, {"type": "later"}], "no lines of the type 'later'"),
        ([{"type": "user", "user_id": "a"}, {"type": "message"}], "behind its chat"),
    ],
)
async def test_a_line_that_no_export_has_is_refused(
    bound: Database, lines: list[dict[str, Any]], reason: str
) -> None:
    with pytest.raises(NotOfAnExport, match=reason):
        await restored(bound, lines)
