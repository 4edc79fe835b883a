"""Chats as Markdown."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from commands.transcripts.markdown import export_markdown, markdown_of
from commands.transcripts.writing import open_documents
from tests.commands.transcripts.support import Transcripts, conversation

AT = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)


def written(**fields: Any) -> str:
    return markdown_of({"role": "user", "content": "", "created_at": AT, **fields})


def test_a_message_says_who_spoke_and_when() -> None:
    assert written(content="Where is *my* bag?", name="Ann") == (
        "## User (Ann)\n\n*2026-03-01 09:05*\n\nWhere is *my* bag?\n\n"
    )


def test_the_time_that_an_imported_message_had_is_shown() -> None:
    told = written(message_metadata={"created_at": "2024-05-15T10:00:00Z"})
    assert "*2024-05-15 10:00*" in told
    assert "*2026-03-01 09:05*" in written(message_metadata={"created_at": "yesterday"})


def test_calls_and_their_answers_are_blocks_that_nothing_in_them_ends() -> None:
    function = {"name": "find_bag", "arguments": '{"tag": "```"}'}
    told = written(role="assistant", content=None, tool_calls=[{"id": "c", "function": function}])
    assert '**Calls `find_bag`**\n\n````json\n{"tag": "```"}\n````\n' in told
    assert "```\nIn Lisbon.\n```\n" in written(role="tool", content="In Lisbon.", tool_call_id="c")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"reasoning": "first\nsecond"}, "> first\n> second\n"),
        ({"refusal": "I will not."}, "**Refused:** I will not."),
        ({"edited_at": AT}, "*2026-03-01 09:05, edited*"),
        ({"redacted_at": AT, "content": ""}, "*This message was redacted.*"),
        ({"content": [{"type": "text", "text": "Look:"}]}, "Look:"),
        (
            {"content": [{"type": "image_url", "image_url": {"url": "https://a.org/b (1).png"}}]},
            "![image](https://a.org/b%20%281%29.png)",
        ),
        (
            {"content": [{"type": "image_url", "image_url": {"url": "data:" + "x" * 5000}}]},
            "*An image.*",
        ),
        ({"content": [{"type": "file", "file": {"filename": "a.pdf"}}]}, "*File: a.pdf*"),
        ({"content": [{"type": "odd", "of": 1}]}, '"type": "odd"'),
    ],
)
def test_what_a_message_has_is_shown(fields: dict[str, Any], shown: str) -> None:
    assert shown in written(**fields)


async def test_each_chat_is_a_document_of_an_archive(alice: Transcripts, tmp_path: Path) -> None:
    await alice.import_(conversation(3), conversation(1, id="a/b: c"))
    with open_documents(f"{tmp_path}/chats.zip") as entries:
        told = [
            each
            async for each in export_markdown(
                alice.services, alice.user_id, entries, messages_a_page=2
            )
        ]
    assert [each.messages for each in told] == [3, 1]
    with zipfile.ZipFile(tmp_path / "chats.zip") as archive:
        names = archive.namelist()
        assert [str(each.chat_id) in name for each, name in zip(told, names, strict=True)] == [
            True,
            True,
        ]
        first = archive.read(names[0]).decode()
    assert first.startswith("# ")
    assert first.index("message 1") < first.index("message 2") < first.index("message 3")


async def test_documents_stand_one_after_the_other_in_a_file(
    alice: Transcripts, tmp_path: Path
) -> None:
    await alice.import_(conversation(1, id="first"), conversation(1, id="second"))
    with open_documents(f"{tmp_path}/chats.md") as entries:
        async for _ in export_markdown(alice.services, alice.user_id, entries):
            pass
    text = (tmp_path / "chats.md").read_bytes().decode()
    assert text.count("\n## User") == 2
    assert text.index("first") < text.index("second")
