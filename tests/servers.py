"""MongoDB servers for tests that a single member cannot serve: replica sets, standalones."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands.embedded.binary import find_mongod
from commands.embedded.process import MongodProcess
from documents.database import Database, DatabaseError, OperationFailure
from tests.ports import free_port

SET_NAME = "rs0"
TEST_PARAMETERS = (
    *("--setParameter", "enableTestCommands=1"),
    *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
)
# https://www.mongodb.com/docs/manual/reference/replica-states/
_PRIMARY, _SECONDARY = 1, 2
_WRITABLE_SECONDS = 60
_POLL_SECONDS = 0.02
# Times a new primary after kill -9 at about 3 s instead of 11.
_FAST_ELECTIONS = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500}


@dataclass
class Member:
    """One mongod on a loopback port, which can be killed and started again."""

    folder: Path
    port: int
    arguments: Sequence[str]
    process: MongodProcess = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; also again after ``kill``, on the same data and port."""
        self.process = MongodProcess(
            find_mongod(),
            self.folder / "db",
            self.folder / "mongod.log",
            [
                *("--bind_ip", "127.0.0.1", "--port", str(self.port), "--nounixsocket"),
                *("--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64"),
                *TEST_PARAMETERS,
                *self.arguments,
            ],
        )

    async def kill(self) -> None:
        """Kill it as a power cut would (SIGKILL), and wait until it is gone."""
        self.process.send(signal.SIGKILL)
        await self.process.stop()

    def freeze(self) -> None:
        """Stop its clock (SIGSTOP): connections stay open and nothing answers."""
        self.process.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send(signal.SIGCONT)

    async def command(self, name: str, value: Any = 1, **options: Any) -> dict[str, Any]:
        """Run an admin command on this very member."""
        database = Database(f"mongodb://{self.host}/?directConnection=true", timeout_seconds=2)
        try:
            answer: dict[str, Any] = await database.client.admin.command(name, value, **options)
            return answer
        finally:
            await database.close()


@dataclass
class ReplicaSet:
    """Several members on loopback ports, with quick elections."""

    members: list[Member]

    @property
    def uri(self) -> str:
        hosts = ",".join(member.host for member in self.members)
        return f"mongodb://{hosts}/?replicaSet={SET_NAME}"

    async def primary(self) -> Member:
        """The member that is primary; waits until there is one."""
        async with asyncio.timeout(_WRITABLE_SECONDS):
            while True:
                for member in self.members:
                    if member.process.running and await _is_primary(member):
                        return member
                await asyncio.sleep(_POLL_SECONDS)

    async def healthy(self) -> None:
        """Return when every member is primary or secondary, and may vote.

        A member that joined by reconfiguration gets its vote only after it has
        caught up: a primary killed before that would have no successor.
        """
        async with asyncio.timeout(_WRITABLE_SECONDS):
            while not all(  # noqa: ASYNC110 - servers tell their state only when asked
                [await _is_healthy(each, len(self.members)) for each in self.members]
            ):
                await asyncio.sleep(_POLL_SECONDS)


@asynccontextmanager
async def replica_set(folder: Path, members: int = 3) -> AsyncIterator[ReplicaSet]:
    """A replica set of so many members, all healthy.

    One is initiated alone and the others join by reconfiguration, one at a
    time: initiating all at once takes three times as long.
    """
    async with AsyncExitStack() as stack:
        started = []
        for number in range(members):
            member = Member(folder / str(number), free_port(), ["--replSet", SET_NAME])
            stack.push_async_callback(_stop, member)
            started.append(member)
        made = ReplicaSet(started)
        first = started[0]
        await _until_answers(first)
        config = {
            "_id": SET_NAME,
            "members": [{"_id": 0, "host": first.host}],
            "settings": _FAST_ELECTIONS,
        }
        await first.command("replSetInitiate", config)
        await made.primary()
        for number, member in enumerate(started[1:], start=1):
            await _until_answers(member)
            await _join(first, number, member)
        await made.healthy()
        yield made


@asynccontextmanager
async def standalone(folder: Path) -> AsyncIterator[Member]:
    """A mongod that is no replica set: no transactions."""
    member = Member(folder, free_port(), [])
    try:
        await _until_answers(member)
        yield member
    finally:
        await _stop(member)


@asynccontextmanager
async def guarded(folder: Path, name: str, roles: Sequence[str]) -> AsyncIterator[str]:
    """A replica set of one member that knows its users; the URI of one with these roles.

    ``name`` is the database that the roles are on.
    """
    member = Member(folder, free_port(), ["--replSet", SET_NAME])
    try:
        await _until_answers(member)
        config = {"_id": SET_NAME, "members": [{"_id": 0, "host": member.host}]}
        await member.command("replSetInitiate", config)
        await ReplicaSet([member]).primary()
        granted = [{"role": role, "db": name} for role in roles]
        await member.command("createUser", "u", pwd="p", roles=granted)
        await member.process.stop()
        key = folder / "key"
        key.touch(mode=0o600)
        key.write_text("a key that only this member has")
        member.arguments = [*member.arguments, "--keyFile", str(key)]
        member.start()
        await ReplicaSet([member]).primary()
        yield f"mongodb://u:p@{member.host}/?directConnection=true&authSource=admin"
    finally:
        await _stop(member)


async def _join(primary: Member, number: int, member: Member) -> None:
    async with asyncio.timeout(_WRITABLE_SECONDS):
        while True:
            config = (await primary.command("replSetGetConfig"))["config"]
            config["members"].append({"_id": number, "host": member.host})
            config["version"] += 1
            try:
                await primary.command("replSetReconfig", config)
            except OperationFailure:  # the member before is not yet counted as in
                await asyncio.sleep(_POLL_SECONDS)
            else:
                return


async def _stop(member: Member) -> None:
    member.thaw()
    await member.process.stop()


async def _until_answers(member: Member) -> None:
    async with asyncio.timeout(_WRITABLE_SECONDS):
        while True:
            try:
                await member.command("ping")
            except DatabaseError:
                assert member.process.running, member.process.why_it_ended()
                await asyncio.sleep(_POLL_SECONDS)
            else:
                return


async def _is_primary(member: Member) -> bool:
    try:
        return bool((await member.command("hello"))["isWritablePrimary"])
    except DatabaseError:
        return False


async def _is_healthy(member: Member, voting: int) -> bool:
    try:
        status = await member.command("replSetGetStatus")
    except DatabaseError:
        return False
    in_service = status["myState"] in (_PRIMARY, _SECONDARY)
    return in_service and status["votingMembersCount"] == voting
