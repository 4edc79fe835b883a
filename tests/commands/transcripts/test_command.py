import asyncio
import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from tests.commands.processes import WAIT_SECONDS, clean_environment
from tests.commands.transcripts.support import conversation, lines
from tests.queries import look


class Command:
    """`threadkeep transcripts` in a process of its own, on the test's database."""

    def __init__(self, environment: dict[str, str], user: str) -> None:
        self.environment = {**clean_environment(), **environment}
        self.user = user

    def start(self, *arguments: str, stderr: int = subprocess.PIPE) -> "subprocess.Popen[bytes]":
        """Start it."""
        command = [sys.executable, "-m", "commands.main", "transcripts", *arguments]
        return subprocess.Popen(
            [*command, "--user", self.user],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )

    async def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, bytes, str]:
        """Its exit status, standard output and standard error."""

        def wait() -> tuple[int, bytes, str]:
            with self.start(*arguments) as process:
                output, errors = process.communicate(stdin, timeout=WAIT_SECONDS)
            return process.returncode, output, errors.decode()

        return await asyncio.to_thread(wait)


@pytest.fixture
def alice(mongod: EmbeddedServer, bound: Database) -> Command:
    environment = {"MONGODB_URI": mongod.uri, "THREADKEEP_DATABASE_NAME": bound.name}
    return Command(environment, f"user-{uuid4().hex}")


async def test_a_broken_line_makes_the_exit_status_1_and_the_rest_is_imported(
    alice: Command, tmp_path: Path
) -> None:
    file = tmp_path / "some.jsonl"
    good = [conversation(), conversation()]
    file.write_bytes(lines(good[0], b"{nonsense", good[1]))
    status, output, errors = await alice.run("import", str(file))
    assert (status, errors.splitlines()) == (
        1,
        ["line 2: not JSON: Expecting property name enclosed in double quotes at column 2"],
    )
    assert output.decode().splitlines() == [
        "3 conversations: 2 new, 0 continued, 0 unchanged, 1 broken; 4 messages added."
    ]
    status, output, errors = await alice.run("export")
    assert (status, errors) == (0, "Exported 2 conversations, 4 messages.\n")
    assert [json.loads(line) for line in output.splitlines()] == good


async def test_strict_stops_at_the_first_broken_line(alice: Command) -> None:
    data = lines(conversation(), b"{nonsense", conversation())
    status, output, errors = await alice.run("import", "-", "--strict", "--json", stdin=data)
    assert status == 1
    assert errors.startswith("line 2: not JSON")
    assert json.loads(output) == {
        "conversations": {"new": 1, "continued": 0, "unchanged": 0, "broken": 1},
        "messages_added": 2,
    }
    assert len((await alice.run("export"))[1].splitlines()) == 1


async def test_an_item_of_an_array_is_told_as_one(alice: Command) -> None:
    status, _, errors = await alice.run("import", "-", stdin=b"[3]")
    assert (status, errors) == (1, "item 1: not an object\n")


async def test_an_indented_file_is_read_as_what_it_is(alice: Command, tmp_path: Path) -> None:
    given = [conversation(3), conversation(2)]
    files = [json.dumps(given, indent=2), json.dumps(given[0], indent=2)]
    for number, text in enumerate(files):
        (tmp_path / str(number)).write_text(text)
    status, output, errors = await alice.run("import", str(tmp_path / "1"))
    assert (status, errors) == (0, "")
    assert output.startswith(b"1 conversation: 1 new,")
    status, output, errors = await alice.run("import", str(tmp_path / "0"))
    assert (status, errors) == (0, "")
    assert output.startswith(b"2 conversations: 1 new, 0 continued, 1 unchanged,")


async def test_a_conversation_with_a_message_that_has_no_role_is_not_imported(
    alice: Command,
) -> None:
    broken = {"id": "x", "messages": [{"role": "user", "content": "hi"}, {"content": "hello"}]}
    status, output, errors = await alice.run("import", "-", stdin=lines(broken, conversation()))
    assert (status, errors) == (1, 'line 1: the conversation "x": message 2 has no role\n')
    assert output.startswith(b"2 conversations: 1 new, 0 continued, 0 unchanged, 1 broken;")
    assert len((await alice.run("export"))[1].splitlines()) == 1


async def test_the_conversations_of_a_zip_archive_are_imported(
    alice: Command, tmp_path: Path
) -> None:
    path = tmp_path / "some.zip"
    given = [conversation(), conversation()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", json.dumps(given))
        archive.writestr("user.json", "{}")
    left_out = f"{path}: user.json holds no conversations, and is left out\n"
    status, output, errors = await alice.run("import", str(path))
    assert (status, errors) == (0, left_out)
    assert output.startswith(b"2 conversations: 2 new,")
    exported = (await alice.run("export"))[1]
    assert [json.loads(line) for line in exported.splitlines()] == given


async def test_a_fault_in_an_archive_is_told_by_its_file(alice: Command, tmp_path: Path) -> None:
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jsonl", lines(conversation()))
        archive.writestr("b.jsonl", lines(b"{nonsense"))
    status, _, errors = await alice.run("import", str(path))
    assert status == 1
    assert errors.startswith(f"{path}: b.jsonl: line 1: not JSON")


async def test_several_files_are_told_apart(alice: Command, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_bytes(lines(conversation()))
    bad.write_bytes(lines(conversation(), b"[]x"))
    status, output, errors = await alice.run("import", str(good), str(bad))
    assert status == 1
    assert errors.startswith(f"{bad}: line 2: ")
    assert output.startswith(b"3 conversations: 2 new, 0 continued, 0 unchanged, 1 broken;")


async def test_a_dry_run_tells_what_an_import_would_do_and_stores_nothing(
    alice: Command, tmp_path: Path
) -> None:
    file = tmp_path / "some.jsonl"
    grown = conversation(5)
    file.write_bytes(lines(conversation(3), grown))
    told = (
        b"2 conversations: 2 new, 0 continued, 0 unchanged, 0 broken; 8 messages would be added.\n"
    )
    assert await alice.run("import", str(file), "--dry-run") == (0, told, "")
    assert (await alice.run("export"))[1] == b""
    await alice.run("import", "-", stdin=lines({**grown, "messages": grown["messages"][:2]}))
    told = (
        b"2 conversations: 1 new, 1 continued, 0 unchanged, 0 broken; 6 messages would be added.\n"
    )
    assert await alice.run("import", str(file), "--dry-run") == (0, told, "")


async def test_what_cannot_be_kept_is_told_and_makes_the_exit_status_3(alice: Command) -> None:
    image = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1"}
    content = {"content_type": "multimodal_text", "parts": ["What is it?", image]}
    message = {"id": "u", "author": {"role": "user"}, "content": content}
    chat = {
        "title": "A cat",
        "id": "c1",
        "current_node": "u",
        "mapping": {"u": {"message": message}},
    }
    data = lines(chat)
    told = "the file 'sediment://file_1' is not there"
    status, output, errors = await alice.run("import", "-", "--strict", stdin=data)
    assert (status, errors.splitlines()) == (
        1,
        [
            f'line 1: the conversation "A cat": not whole: {told}',
            "Stopped there, because of --strict.",
        ],
    )
    status, output, errors = await alice.run("import", "-", "--json", stdin=data)
    assert (status, errors) == (3, f"line 1 (A cat): not kept: {told}\n")
    assert json.loads(output)["not_kept"] == 1


async def test_a_form_can_be_told(alice: Command) -> None:
    data = lines({"id": "x", "messages": [{"role": "user", "utterance": "hi"}]})
    status, _, errors = await alice.run("import", "-", stdin=data)
    assert (status, errors) == (
        1,
        "line 1: message 1 says nothing in any form that is known; "
        "the format openai takes it as it is\n",
    )
    assert (await alice.run("import", "-", "--format", "openai", stdin=data))[0] == 0
    assert (await alice.run("import", "-", "--format", "chatgpt", stdin=data))[0] == 1


async def test_an_import_that_was_killed_is_completed_by_the_next(
    alice: Command, bound: Database
) -> None:
    given = [conversation(5) for _ in range(8)]
    data = lines(*given)
    half = len(lines(*given[:4])) + 40

    async def stored() -> int:
        return int(await look(bound["chats"]).count_documents({"last_sequence": 5}))

    with alice.start("import", "-") as process:
        assert process.stdin is not None
        process.stdin.write(data[:half])
        process.stdin.flush()
        async with asyncio.timeout(WAIT_SECONDS):
            while await stored() < 2:  # noqa: ASYNC110 - another process sets no event
                await asyncio.sleep(0.01)
        process.kill()
    status, _, errors = await alice.run("import", "-", stdin=data)
    assert (status, errors) == (0, "")
    exported = (await alice.run("export"))[1]
    assert [json.loads(line) for line in exported.splitlines()] == given


async def test_an_export_of_a_chat_with_lost_messages_has_the_rest_and_exits_1(
    alice: Command, bound: Database
) -> None:
    given = conversation(150)
    await alice.run("import", "-", stdin=lines(given))
    chats = look(bound["chats"])
    chat = await chats.find_one({"user_id": alice.user})
    assert chat is not None
    await look(bound["chat_buckets"]).delete_one({"chat_id": chat["_id"], "first_sequence": 1})
    status, output, errors = await alice.run("export")
    assert status == 1
    assert errors.splitlines() == [
        f"chat {chat['_id']}: its messages 1 to 50 are lost",
        "Exported 1 conversation, 100 messages.",
    ]
    assert json.loads(output)["messages"] == given["messages"][50:]
    status, _, errors = await alice.run("import", "-", stdin=lines(given))
    assert (status, errors) == (1, "line 1: of its chat the messages 1 to 50 are lost\n")


async def test_an_export_to_a_file_replaces_it_whole(alice: Command, tmp_path: Path) -> None:
    given = conversation()
    await alice.run("import", "-", stdin=lines(given))
    file = tmp_path / "out.jsonl.gz"
    file.write_bytes(b"old")
    status, output, _ = await alice.run("export", "--output", str(file))
    assert (status, output) == (0, b"")
    assert json.loads(gzip.decompress(file.read_bytes())) == given
    assert os.listdir(tmp_path) == [file.name]


async def test_an_export_that_fails_leaves_the_file_as_it_was(
    alice: Command, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    file.write_bytes(b"old")
    alice.environment["MONGODB_URI"] = "mongodb://127.0.0.1:1/"
    alice.environment["THREADKEEP_DATABASE_TIMEOUT_SECONDS"] = "0.2"
    status, _, errors = await alice.run("export", "--output", str(file))
    assert status == 1
    assert errors.startswith("MongoDB cannot be reached")
    assert len(errors.splitlines()) == 1
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == [file.name]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "no-such-file"], "Cannot read no-such-file: No such file or directory.\n"),
        (["import", "."], "Cannot read .: Is a directory.\n"),
        (
            ["export", "--output", "no/x"],
            "Cannot write no/x: No such file or directory.\n",
        ),
    ],
)
async def test_a_file_that_cannot_be_used_is_one_sentence(
    alice: Command, arguments: list[str], told: str
) -> None:
    assert await alice.run(*arguments) == (1, b"", told)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no file that is always full")
async def test_a_full_disk_is_one_sentence(alice: Command) -> None:
    await alice.run("import", "-", stdin=lines(conversation()))
    told = "Cannot write /dev/full: No space left on device.\n"
    assert await alice.run("export", "--output", "/dev/full") == (1, b"", told)


async def test_a_user_that_no_token_can_name_is_refused(alice: Command) -> None:
    alice.user = ""
    assert await alice.run("export") == (1, b"", "A user is 1 to 255 characters of text.\n")


async def test_without_an_address_it_works_on_the_embedded_database(
    tmp_path: Path,
) -> None:
    alice = Command({"THREADKEEP_DATA_FOLDER": str(tmp_path / "data")}, "alice")
    given = conversation(3)
    status, _, errors = await alice.run("import", "-", stdin=lines(given))
    assert (status, errors) == (0, "")
    _, output, _ = await alice.run("export")
    assert json.loads(output) == given


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
async def test_a_terminal_shows_a_bar_and_a_pipe_does_not(alice: Command, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(lines(*(conversation() for _ in range(20))))
    ours, theirs = os.openpty()
    with alice.start("import", str(file), stderr=theirs):
        os.close(theirs)
        shown = b""
        try:
            while piece := await asyncio.to_thread(os.read, ours, 1000):
                shown += piece
        except OSError:
            pass  # Linux tells the end of a pseudo-terminal like this.
        os.close(ours)
    assert b"Importing" in shown
    assert "━".encode() in shown
    assert (await alice.run("import", str(file)))[2] == ""
