"""A service of several workers, in real processes."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from commands.embedded.process import is_in_use, lock_owner
from commands.serve.workers.folder import make_again
from tests.commands.processes import Service, clean_environment, serve, wait_until
from tests.ports import free_port
from tests.servers import standalone


@contextmanager
def two_workers(folder: Path, *arguments: str, module: str = "", **env: str) -> Iterator[Service]:
    """A service of two workers, whose temporary folder is beside its data."""
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    with serve(
        folder / "data",
        *("--workers", "2", *arguments),
        env={"TMPDIR": str(temporary), **env},
        module=module or "tests.commands.serve.fake_service",
    ) as service:
        yield service


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def processes(address: str, beside: set[int] | None = None) -> set[int]:
    """The ids of the two that answer there, when those ``beside`` do not count."""
    found: set[int] = set()

    def all_found() -> bool:
        found.add(httpx.get(f"{address}/process").json())
        return len(found - (beside or set())) == 2

    wait_until(all_found)
    return found - (beside or set())


def test_two_workers_serve_at_one_port_on_one_database(tmp_path: Path) -> None:
    with two_workers(tmp_path) as service:
        address = service.address()
        assert service.process.pid not in processes(address)
        assert [httpx.get(f"{address}/visits").json() for _ in range(4)] == [1, 2, 3, 4]
        service.process.terminate()
        assert service.ended() == (0, "")


def test_that_it_is_ready_is_told_once(tmp_path: Path) -> None:
    with two_workers(tmp_path) as service:
        service.address()
        service.process.terminate()
        rest, _ = service.process.communicate()
    shown = service.shown + rest
    assert shown.count("Threadkeep is ready.") == 1
    assert shown.count("Address") == 1
    assert shown.count("Stopping") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_workers_and_the_database(tmp_path: Path, number: signal.Signals) -> None:
    with two_workers(tmp_path) as service:
        workers = processes(service.address())
        service.process.send_signal(number)
        assert service.ended() == (0, "")
    assert not any(map(is_alive, workers))
    assert not is_in_use(tmp_path / "data" / "db")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_signal_to_all_of_its_processes_is_one_signal(tmp_path: Path) -> None:
    """As a supervisor of the system gives it to a group."""
    with two_workers(tmp_path) as service:
        address = service.address()
        workers = processes(address)
        with httpx.stream("GET", f"{address}/visits") as answer:
            for process in (service.process.pid, *workers):
                os.kill(process, signal.SIGTERM)
            answer.read()
        assert service.ended() == (0, "")


def test_a_signal_while_it_starts_ends_all(tmp_path: Path) -> None:
    with two_workers(tmp_path) as service:
        service.read_until("Starting MongoDB")
        service.process.terminate()
        assert service.ended() == (0, "")
    assert not is_in_use(tmp_path / "data" / "db")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_second_signal_hurries_all_workers(tmp_path: Path) -> None:
    with (
        two_workers(tmp_path) as service,
        httpx.stream("GET", f"{service.address()}/endless") as stream,
    ):
        chunks = stream.iter_raw()
        next(chunks)
        service.process.send_signal(signal.SIGINT)
        service.read_until("Stopping")
        service.process.send_signal(signal.SIGINT)
        assert service.ended() == (0, "")


def test_a_worker_that_is_killed_comes_back(tmp_path: Path) -> None:
    with two_workers(tmp_path) as service:
        address = service.address()
        workers = processes(address)
        killed = min(workers)
        os.kill(killed, signal.SIGKILL)
        ended = service.logged("worker ended")
        assert ended["reason"] == f"was killed by signal 9 (process {killed})"
        assert ended["pid"] == service.process.pid
        ready = service.logged("worker ready")
        assert ready["worker"] == ended["worker"]
        assert processes(address, beside={killed}) == workers - {killed} | {ready["worker_pid"]}
        service.process.terminate()
        assert service.ended() == (0, "")


@pytest.mark.slow("three starts, and a mongod of their own")
def test_a_worker_comes_back_though_its_temporary_folder_was_cleared_away(tmp_path: Path) -> None:
    with two_workers(tmp_path) as service:
        killed = min(processes(service.address()))
        (folder,) = (tmp_path / "temporary").iterdir()
        shutil.rmtree(folder)
        os.kill(killed, signal.SIGKILL)
        service.logged("worker ready")
        assert folder.stat().st_mode & 0o777 == 0o700
        service.process.terminate()
        assert service.ended() == (0, "")
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_folder_of_another_is_not_taken_for_the_one_that_was_cleared_away(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "folder"
    folder.symlink_to(elsewhere)
    with pytest.raises(PermissionError):
        make_again(folder)


@pytest.mark.slow("five starts, and the pauses between them")
def test_workers_that_end_at_once_again_and_again_end_it(tmp_path: Path) -> None:
    with two_workers(tmp_path, FAKE_ENDS="7") as service:
        pauses = [service.logged("worker ended")["pause_seconds"] for _ in range(4)]
        status, told = service.ended()
    assert pauses == [0.25, 0.5, 1.0, 2.0]
    assert status == 1
    assert re.fullmatch(
        r"A worker ended 5 times soon after its start, the last time because it ended with "
        r"exit status 7 \(process \d+\)\.\n",
        told,
    )
    assert "is ready" not in service.shown
    assert not is_in_use(tmp_path / "data" / "db")


def test_the_loss_of_its_database_ends_all_workers_with_the_reason(tmp_path: Path) -> None:
    with two_workers(tmp_path) as service:
        workers = processes(service.address())
        mongod = lock_owner(tmp_path / "data" / "db")
        assert mongod is not None
        os.kill(mongod, signal.SIGKILL)
        status, errors = service.ended()
    assert status == 1
    told = errors.splitlines()[-1]
    assert told.startswith("The embedded MongoDB has stopped: it was killed by signal 9 (log: ")
    assert not any(map(is_alive, workers))


def test_killed_it_leaves_neither_workers_nor_a_database(tmp_path: Path) -> None:
    with two_workers(tmp_path) as service:
        workers = processes(service.address())
        service.process.kill()
    wait_until(lambda: not any(map(is_alive, workers)))
    wait_until(lambda: not is_in_use(tmp_path / "data" / "db"))
    assert list((tmp_path / "temporary").iterdir()) == []


async def test_an_unsuitable_server_is_told_once(tmp_path: Path) -> None:
    async with standalone(tmp_path) as member:
        with two_workers(tmp_path, MONGODB_URI=f"mongodb://{member.host}") as service:
            status, errors = service.ended()
    assert status == 1
    assert "replica set" in errors
    assert len(errors.splitlines()) == 1


def test_a_database_that_is_away_is_told_once(tmp_path: Path) -> None:
    env = {
        "MONGODB_URI": f"mongodb://127.0.0.1:{free_port()}/",
        "THREADKEEP_DATABASE_TIMEOUT_SECONDS": "0.2",
    }
    with two_workers(tmp_path, **env) as service:
        service.address()
        assert service.shown.count("Threadkeep has started, and waits: ") == 1
        assert "is ready" not in service.shown
        service.process.terminate()
        assert service.ended()[0] == 0


@pytest.mark.slow("three starts of the whole service")
def test_its_metrics_are_those_of_all_workers_and_outlive_one(tmp_path: Path) -> None:
    with two_workers(tmp_path, module="commands", THREADKEEP_LOG_LEVEL="INFO") as service:
        address = service.address()
        counted = 'threadkeep_requests_total{method="GET",route="/sessions",status="401"}'
        asked: dict[int, int] = {}

        def ask() -> bool:
            httpx.get(f"{address}/sessions")
            process = service.logged("request")["pid"]
            asked[process] = asked.get(process, 0) + 1
            return len(asked) == 2

        def told() -> float:
            (line,) = [
                line
                for line in httpx.get(f"{address}/metrics").text.splitlines()
                if line.startswith(counted)
            ]
            return float(line.split()[-1])

        wait_until(ask)
        assert {told() for _ in range(10)} == {sum(asked.values())}
        os.kill(min(asked), signal.SIGKILL)
        service.logged("worker ready")
        assert {told() for _ in range(10)} == {sum(asked.values())}
        ask()
        assert told() == sum(asked.values())


@pytest.mark.parametrize("variable", ["THREADKEEP_WORKERS", "WEB_CONCURRENCY"])
def test_how_many_workers_serve_can_be_a_setting(tmp_path: Path, variable: str) -> None:
    with serve(tmp_path, env={variable: "2"}) as service:
        assert len(processes(service.address())) == 2


def test_where_no_temporary_folder_can_be_made_it_says_so(tmp_path: Path) -> None:
    environment = {"TMPDIR": str(tmp_path / "missing")}
    program = (
        "import tempfile; tempfile.tempdir = '/proc/nowhere'\n"
        "from commands.serve.workers.folder import shared_folder\n"
        "from commands.shared.failures import CommandError\n"
        "try:\n    shared_folder().__enter__()\nexcept CommandError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Several workers need a temporary folder")
