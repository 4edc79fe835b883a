"""A process that is killed at any moment: what it acknowledged is there, once and in order."""

import random
import subprocess
import sys

import pytest

from commands.embedded import EmbeddedServer
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database
from documents.shapes.base import utc_now
from documents.upkeep.check import check_chat
from tests.commands.processes import clean_environment
from tests.documents.aggregates.chats.engine import Engine, said


class Acknowledged:
    """What the killed processes said was done."""

    def __init__(self) -> None:
        self.appended: set[str] = set()
        self.edited: set[str] = set()
        self.redacted: set[str] = set()

    def note(self, line: str) -> None:
        what, message_id = line.split()
        getattr(self, what).add(message_id)


def write_and_be_killed(
    mongod: EmbeddedServer, chat: Engine, round_: int, lines: int, noted: Acknowledged
) -> None:
    """Run the writers until they have acknowledged so much, and kill them in the act."""
    arguments = [mongod.uri, chat.database.name, chat.user_id, str(chat.chat_id), str(round_)]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.documents.aggregates.chats.writers", *arguments],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout):
            noted.note(line)
            if number == lines:
                process.kill()
    assert process.returncode == -9


async def all_is_there(chat: Engine, noted: Acknowledged) -> None:
    for messages in (await chat.upward(500), await chat.downward(7)):
        assert [m["sequence_order"] for m in messages] == list(range(1, len(messages) + 1))
        by_id = {message["id"]: message for message in messages}
        assert len(by_id) == len(messages)
        assert noted.appended <= by_id.keys()
        for message_id in noted.edited:
            assert by_id[message_id]["content"] in (f"edited {message_id}", "")
        for message_id in noted.redacted:
            assert by_id[message_id]["content"] == ""
        for message_id, message in by_id.items():
            known = (f"content of {message_id}", f"edited {message_id}", "")
            assert message["content"] in known
    checked = await check_chat(chat.chat_id, now=utc_now())
    assert checked is not None
    assert checked.findings == []


async def killed_again_and_again(mongod: EmbeddedServer, database: Database, rounds: int) -> None:
    chance = random.Random(rounds)
    chat = await Engine.made(database, limits=SealingLimits(2, 4_000))
    noted = Acknowledged()
    for round_ in range(rounds):
        write_and_be_killed(mongod, chat, round_, chance.randrange(1, 150), noted)
        await all_is_there(chat, noted)
    # Whoever was killed asks again for what may have been done, and stores nothing twice.
    before = len(await chat.upward(500))
    for message_id in sorted(noted.appended):
        assert not (await chat.append(said(f"content of {message_id}", message_id))).created
    await chat.seal()
    assert len(await chat.upward(500)) == before
    assert all(b["last_sequence"] <= before for b in await chat.buckets())
    await all_is_there(chat, noted)


@pytest.mark.slow("four times, a process of writers starts and is killed")
@pytest.mark.timeout(300)
async def test_what_was_acknowledged_outlives_a_kill(
    mongod: EmbeddedServer, bound: Database
) -> None:
    await killed_again_and_again(mongod, bound, rounds=4)


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_what_was_acknowledged_outlives_many_kills(
    mongod: EmbeddedServer, bound: Database
) -> None:
    await killed_again_and_again(mongod, bound, rounds=60)
