"""Conversations in the forms of others, imported: what is stored, and what comes with them."""

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from documents.database import collection_of
from documents.shapes.attachments import Attachment
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import ChatHead
from services.listing import ListOrder, ListQuery
from services.sessions import ListedSession, SessionFilters
from services.transcripts.archives import Archive, Folder
from services.transcripts.importing import import_transcripts
from services.transcripts.outcomes import Imported
from tests.commands.transcripts.support import Transcripts, added, outcomes
from tests.queries import look
from tests.services.formats.test_recognition import TREE, UI, messages, tree


async def only_session(alice: Transcripts) -> ListedSession:
    """The user's one session."""
    page = await alice.services.sessions.get_user_sessions(
        alice.user_id, SessionFilters(), ListQuery(ListOrder.ACTIVITY, 10)
    )
    (listed,) = page.items
    return listed


async def forks_of(alice: Transcripts, chat_id: Any) -> list[ChatHead]:
    page = await alice.services.forks.get_forks(alice.user_id, chat_id, cursor=None, limit=50)
    return [each.head for each in page.items]


async def texts(alice: Transcripts, chat_id: Any) -> list[Any]:
    page = await alice.services.messages.get_messages_after(alice.user_id, chat_id, 0, limit=100)
    return [each["content"] for each in page.messages]


async def test_a_tree_is_a_chat_with_forks_and_has_its_title(alice: Transcripts) -> None:
    (imported,) = await alice.import_(TREE)
    assert (imported.outcome, imported.messages_added, imported.forks_added) == ("new", 4, 1)
    listed = await only_session(alice)
    assert listed.session.name == "Trip"
    assert listed.chat is not None
    assert listed.chat.head.title == "Trip"
    assert listed.session.session_metadata["id"] == "c1"
    assert await texts(alice, listed.session.chat_id) == ["Where to go?", "Bergen", "Why?"]
    (fork,) = await forks_of(alice, listed.session.chat_id)
    assert await texts(alice, fork.id) == ["Where to go?", "Oslo"]
    for chat_id in (listed.session.chat_id, fork.id):
        checked = await alice.services.upkeep.check_chat(chat_id)
        assert checked is not None
        assert checked.findings == []


async def test_a_branch_at_the_very_beginning_is_a_fork_too(alice: Transcripts) -> None:
    await alice.import_(tree(("u1", None, "one"), ("u2", None, "two"), id="c", current_node="u1"))
    chat_id = (await only_session(alice)).session.chat_id
    (fork,) = await forks_of(alice, chat_id)
    assert await texts(alice, chat_id) == ["one"]
    assert await texts(alice, fork.id) == ["two"]


async def test_importing_a_tree_again_stores_nothing_and_another_current_branch_stays_a_fork(
    alice: Transcripts,
) -> None:
    await alice.import_(TREE)
    again = await alice.import_(TREE)
    assert (outcomes(again), added(again), again[0].forks_added) == (["unchanged"], 0, 0)
    grown = tree(
        ("u1", None, "Where to go?"),
        ("a1", "u1", "Oslo"),
        ("a1b", "u1", "Bergen"),
        ("u2", "a1b", "Why?"),
        ("u3", "a1", "And then?"),
        ("a2", "u2", "Rain."),
        id="c1",
        title="Trip",
        update_time=1715770957,
        current_node="u3",
    )
    (imported,) = await alice.import_(grown)
    assert (imported.outcome, imported.messages_added, imported.forks_added) == ("continued", 2, 0)
    chat_id = (await only_session(alice)).session.chat_id
    assert await texts(alice, chat_id) == ["Where to go?", "Bergen", "Why?", "Rain."]
    (fork,) = await forks_of(alice, chat_id)
    assert await texts(alice, fork.id) == ["Where to go?", "Oslo", "And then?"]


async def test_messages_keep_their_own_ids_and_times(alice: Transcripts) -> None:
    await alice.import_(TREE)
    chat_id = (await only_session(alice)).session.chat_id
    page = await alice.services.messages.get_messages_after(alice.user_id, chat_id, 0, limit=1)
    metadata = page.messages[0]["message_metadata"]
    assert metadata == {"id": "u1", "created_at": "2024-05-15T10:14:25.100Z"}


async def test_an_export_of_what_was_imported_adds_nothing(alice: Transcripts) -> None:
    await alice.import_(TREE, messages(*UI))
    exported = await alice.exported()
    assert len(exported) == 3
    again = await alice.import_(*exported)
    assert (outcomes(again), added(again)) == (["unchanged"] * 3, 0)


async def test_an_export_that_looks_like_another_form_adds_nothing(alice: Transcripts) -> None:
    blocks = [{"type": "text", "text": "hi"}, {"type": "tool_use", "id": "c", "name": "f"}]
    given = {"id": "x", "messages": [{"role": "assistant", "content": blocks}]}
    await alice.import_(given, form="openai")
    assert await alice.exported() == [given]
    assert outcomes(await alice.import_(given)) == ["unchanged"]


async def test_messages_one_a_line_are_one_conversation(alice: Transcripts) -> None:
    assert outcomes(await alice.import_(*UI)) == ["new"]
    assert len(await texts(alice, (await only_session(alice)).session.chat_id)) == 3


async def test_a_conversation_that_would_show_nothing_is_broken(alice: Transcripts) -> None:
    imported = await alice.import_(
        {"messages": [{"role": "user", "blob": "said"}]}, {"title": "T", "mapping": {}}
    )
    assert outcomes(imported) == ["broken", "broken"]
    assert [each.reason for each in imported] == [
        "message 1 says nothing in any form that is known; the format openai takes it as it is",
        'the conversation "T": none of its messages says anything',
    ]
    assert await alice.exported() == []


async def test_metadata_that_are_too_large_are_left_out_and_told(alice: Transcripts) -> None:
    value = tree(("u1", None, "hi"), id="c", title="T", current_node="u1")
    value["mapping"]["u1"]["message"]["metadata"] = {"search": "x" * 70_000}
    (imported,) = await alice.import_(value)
    assert imported.outcome == "new"
    assert imported.notes == ("'metadata' of message 1 has 70013 bytes",)


async def test_a_large_image_within_a_message_becomes_an_attachment(alice: Transcripts) -> None:
    picture = bytes(range(256)) * 400
    url = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    part = {"type": "file", "mediaType": "image/png", "url": url}
    value = messages({"role": "user", "parts": [part]})
    for outcome in ("new", "unchanged"):
        assert outcomes(await alice.import_(value)) == [outcome]
    (stored,) = await look(collection_of(Attachment)).find({}).to_list()
    assert (stored["bytes"], stored["media_type"]) == (len(picture), "image/png")
    chat_id = (await only_session(alice)).session.chat_id
    ((shown,),) = await texts(alice, chat_id)
    path = f"/chats/{chat_id}/attachments/{stored['attachment_id']}/content"
    assert shown == {"type": "image_url", "image_url": {"url": path}}
    checked = await alice.services.upkeep.check_chat(chat_id)
    assert checked is not None
    assert checked.findings == []


def with_image() -> bytes:
    """ChatGPT's export of a conversation, on whose other branch there is an image, too."""
    value = tree(("u1", None, "a"), ("u2", None, "b"), id="c", title="T", current_node="u1")
    for name in ("u1", "u2"):
        pointer = f"sediment://file_{name}"
        image = {"content_type": "image_asset_pointer", "asset_pointer": pointer}
        content = {"content_type": "multimodal_text", "parts": ["see", image]}
        value["mapping"][name]["message"]["content"] = content
    return json.dumps([value]).encode()


FILES = {
    "conversations.json": with_image(),
    "file_u1-cat.png": b"a cat",
    "images/file_u2.dat": b"a dog",
}


def zipped() -> Archive:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    return Archive(made)


def unpacked(folder: Path) -> Folder:
    for name, data in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return Folder(folder)


@pytest.mark.parametrize("is_zipped", [True, False])
async def test_the_files_of_an_export_are_attachments_of_the_chat_and_of_its_forks(
    alice: Transcripts, tmp_path: Path, is_zipped: bool
) -> None:
    found: list[Imported] = []
    for part in (zipped() if is_zipped else unpacked(tmp_path)).parts():
        records = part.source.records()
        importing = import_transcripts(alice.services, alice.user_id, records, files=part.files)
        found += [imported async for imported in importing]
    assert outcomes(found) == ["new"]
    assert found[0].notes == ()
    chat_id = (await only_session(alice)).session.chat_id
    (fork,) = await forks_of(alice, chat_id)
    for chat, data in ((chat_id, b"a cat"), (fork.id, b"a dog")):
        ((_, shown),) = await texts(alice, chat)
        assert shown["image_url"]["url"].startswith(f"/chats/{chat}/attachments/")
        named = PydanticObjectId(shown["image_url"]["url"].split("/")[4])
        stored = await alice.services.attachments.get_complete(alice.user_id, chat, named)
        read = alice.services.attachments.read_file(stored["file_id"], 0, len(data) - 1)
        assert b"".join([part async for part in read]) == data
        assert stored["media_type"] == "image/png"
