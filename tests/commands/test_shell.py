"""``threadkeep shell`` hands the database and the helpers to mongosh."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands.embedded import EmbeddedServer
from tests.support import Api, a_session, made, messages

HELPERS = Path(__file__).parent.parent.parent / "shell" / "threadkeep.js"
MONGOSH = shutil.which("mongosh")
# Where `make clients` has been, it brought one.
NODE = shutil.which("node") or shutil.which("node", path=Path(sys.prefix) / "clients" / "bin")


def test_mongosh_gets_the_database_and_the_helpers(mongod: EmbeddedServer, tmp_path: Path) -> None:
    fake = tmp_path / "mongosh"
    fake.write_text('#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\nexit 7\n')
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    done = run_shell(mongod.uri, str(tmp_path))
    assert done.returncode == 7
    assert f"<{mongod.uri}>" in done.stdout
    assert 'db.getSiblingDB("kept")' in done.stdout
    assert "shell/threadkeep.js" in done.stdout
    assert "<1 + 1>" in done.stdout


def test_without_mongosh_a_sentence_says_where_to_get_it(
    mongod: EmbeddedServer, tmp_path: Path
) -> None:
    done = run_shell(mongod.uri, str(tmp_path))
    assert done.returncode == 1
    assert "mongosh is not on PATH" in done.stderr
    assert "Traceback" not in done.stderr


def run_shell(
    uri: str, path: str, evaluate: str = "1 + 1", name: str = "kept"
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "commands.main", "shell", "--eval", evaluate],
        env=os.environ | {"PATH": path, "MONGODB_URI": uri, "THREADKEEP_DATABASE_NAME": name},
        capture_output=True,
        text=True,
    )


@pytest.mark.skipif(NODE is None, reason="there is no Node.js, and make clients was not run")
@pytest.mark.parametrize(
    ("call", "wants"),
    [
        ("tk.sessions()", "tk.sessions(user, {status, limit}) wants a user"),
        ('tk.sessions("")', "tk.sessions(user, {status, limit}) wants a user"),
        ('tk.sessions("alice", "active")', 'wants a status by its name: {status: "active"}'),
        ("tk.session()", "tk.session(id) wants a session's id"),
        ("tk.messages()", "tk.messages(chat, {after, limit}) wants a chat's id"),
        ("tk.message()", "tk.message(chat, messageId) wants a chat's id and a message's"),
        ('tk.message("66f0c0ffee0000000000abce")', "tk.message(chat, messageId) wants a chat's"),
        ("tk.where(null)", "tk.where(chat) wants a chat's id"),
    ],
)
def test_a_helper_that_is_asked_for_nothing_says_what_it_wants(call: str, wants: str) -> None:
    # It says so before it asks the database, which is none here.
    script = (
        f"{HELPERS.read_text()}; try {{ {call} }} catch (error) {{ console.log(error.message) }}"
    )
    done = subprocess.run([str(NODE), "-e", script], capture_output=True, text=True)
    assert wants in done.stdout
    assert done.stderr == ""


async def test_helpers_of_several_things_give_an_array(api: Api, mongod: EmbeddedServer) -> None:
    if MONGOSH is None:
        pytest.skip("there is no mongosh on PATH")
    name = api.settings.database_name or ""
    user = await api.user("a reader of mongosh")
    chats = [(await a_session(user))["chat_id"] for _ in range(3)]
    await made(user, f"/chats/{chats[0]}/messages", messages(30))

    def asked(call: str) -> Any:
        done = run_shell(mongod.uri, os.environ["PATH"], f"EJSON.stringify({call})", name)
        return json.loads(done.stdout)

    assert [
        len(found) for found in asked('[tk.sessions("a reader of mongosh"), tk.sessions("nobody")]')
    ] == [3, 0]
    assert len(asked('tk.sessions("a reader of mongosh", {status: "active", limit: 2})')) == 2
    assert [message["sequence_order"] for message in asked(f'tk.messages("{chats[0]}")')] == list(
        range(11, 31)
    )
    assert asked(f'tk.messages("{"0" * 24}")') == []
