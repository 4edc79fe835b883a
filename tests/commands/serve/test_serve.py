import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from commands.embedded import EmbeddedServer
from commands.embedded.process import is_in_use, lock_owner
from documents.database import Database
from tests.commands.processes import clean_environment, serve, wait_until
from tests.ports import free_port
from tests.servers import standalone


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


def test_it_serves_with_a_database_of_its_own_whose_data_stay(tmp_path: Path) -> None:
    for visits in (1, 2):
        with serve(tmp_path) as service:
            assert httpx.get(f"{service.address()}/visits").json() == visits
            service.process.terminate()
            assert service.ended() == (0, "")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_collects_garbage_once_it_serves(tmp_path: Path, workers: str) -> None:
    with serve(tmp_path, "--workers", workers) as service:
        assert httpx.get(f"{service.address()}/collecting").json() is True


def test_it_tells_where_it_is_and_how_to_get_a_token(tmp_path: Path) -> None:
    with serve(tmp_path) as service:
        address = service.address()
    assert f"{address}/docs" in service.shown
    assert "token alice" in service.shown
    assert str(tmp_path) in service.shown


def test_it_says_at_its_start_how_long_sessions_are_kept(tmp_path: Path) -> None:
    with serve(tmp_path, env={"THREADKEEP_SESSION_DELETED_AFTER_DAYS": "30"}) as service:
        service.address()
    (told,) = [line for line in service.shown.splitlines() if "Retention" in line]
    assert "abandoned after 24 hours without activity" in told
    assert "deleted after 30 days archived" in told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_its_database(tmp_path: Path, number: signal.Signals) -> None:
    with serve(tmp_path) as service:
        service.address()
        service.process.send_signal(number)
        assert service.ended() == (0, "")
        assert not is_in_use(tmp_path / "db")


def test_a_signal_while_it_starts_ends_it_and_its_database(tmp_path: Path) -> None:
    with serve(tmp_path) as service:
        service.read_until("Starting MongoDB")
        service.process.terminate()
        assert service.ended() == (0, "")
        assert not is_in_use(tmp_path / "db")


@pytest.mark.slow("waits the 5 s that a stream is given to end")
def test_an_open_stream_does_not_keep_it_from_ending(tmp_path: Path) -> None:
    with serve(tmp_path) as service, httpx.stream("GET", f"{service.address()}/endless") as stream:
        chunks = stream.iter_raw()
        next(chunks)
        service.process.terminate()
        status, errors = service.ended()
    assert status == 0
    (line,) = errors.splitlines()
    logged = json.loads(line)
    assert logged["level"] == "error"
    assert logged["event"] == "Cancel 1 running task(s), timeout graceful shutdown exceeded"


def test_a_second_signal_hurries_it(tmp_path: Path) -> None:
    with serve(tmp_path) as service, httpx.stream("GET", f"{service.address()}/endless") as stream:
        chunks = stream.iter_raw()
        next(chunks)
        service.process.send_signal(signal.SIGINT)
        service.read_until("Stopping")
        service.process.send_signal(signal.SIGINT)
        assert service.ended() == (0, "")
        assert not is_in_use(tmp_path / "db")


@pytest.mark.parametrize("last_read", ["Starting MongoDB", "Token"])
def test_it_serves_and_ends_though_nobody_reads_its_output(tmp_path: Path, last_read: str) -> None:
    """As under ``| tee``, which the same Ctrl-C ends."""
    port = free_port()
    with serve(tmp_path, "--port", str(port)) as service:
        service.read_until(last_read)
        assert service.process.stdout is not None
        service.process.stdout.close()
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/visits"))
        service.process.send_signal(signal.SIGINT)
        assert service.process.stderr is not None
        assert service.process.stderr.read() == ""
        assert service.process.wait() == 0
    assert not is_in_use(tmp_path / "db")


def test_killed_it_leaves_no_mongod_and_starts_again(tmp_path: Path) -> None:
    with serve(tmp_path) as service:
        assert httpx.get(f"{service.address()}/visits").json() == 1
        service.process.kill()
    with serve(tmp_path) as service:
        assert httpx.get(f"{service.address()}/visits").json() == 2
        service.process.kill()
    wait_until(lambda: not is_in_use(tmp_path / "db"))


def test_a_second_one_on_the_same_folder_says_who_holds_it(tmp_path: Path) -> None:
    with serve(tmp_path) as first:
        first.address()
        with serve(tmp_path) as second:
            status, errors = second.ended()
    assert status == 1
    assert errors.splitlines() == [
        f"The data folder {tmp_path} is already in use by "
        f"`threadkeep serve` (pid {first.process.pid})."
    ]


@pytest.mark.slow("two starts, each with a mongod of its own")
def test_the_loss_of_its_database_ends_it_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "with blanks"  # its socket lies elsewhere, anew at each start
    with serve(folder) as service:
        service.address()
        service.process.terminate()
        service.ended()
    with serve(folder) as service:
        service.address()
        pid = lock_owner(folder / "db")
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        status, errors = service.ended()
    assert status == 1
    assert errors.startswith("The embedded MongoDB has stopped: it was killed by signal 9 (log: ")


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path, taken_port: int) -> None:
    with serve(tmp_path / "data", "--port", str(taken_port)) as service:
        status, errors = service.ended()
    assert (status, errors) == (
        1,
        f"Port {taken_port} on 127.0.0.1 is already in use; choose another with PORT or --port.\n",
    )
    assert not (tmp_path / "data").exists()


def test_it_refuses_other_machines_without_a_token_secret(tmp_path: Path) -> None:
    with serve(tmp_path, "--host", "0.0.0.0") as service:
        status, errors = service.ended()
    assert status == 1
    assert "THREADKEEP_TOKEN_SECRET" in errors
    assert len(errors.splitlines()) == 1


def test_with_a_token_secret_it_listens_for_other_machines(tmp_path: Path) -> None:
    env = {"THREADKEEP_TOKEN_SECRET": "a secret of thirty-two characters"}
    with serve(tmp_path, "--host", "0.0.0.0", env=env) as service:
        assert httpx.get(f"{service.address()}/visits").json() == 1


def test_a_setting_that_does_not_fit_is_named(tmp_path: Path) -> None:
    with serve(tmp_path, env={"THREADKEEP_MAX_BODY_BYTES": "many"}) as service:
        status, errors = service.ended()
    assert status == 1
    assert errors.startswith("THREADKEEP_MAX_BODY_BYTES: ")
    assert len(errors.splitlines()) == 1


def test_a_database_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    env = {
        "MONGODB_URI": f"mongodb://alice:hidden@127.0.0.1:{free_port()}/",
        "THREADKEEP_DATABASE_TIMEOUT_SECONDS": "0.2",
    }
    with serve(tmp_path, env=env) as service:
        service.address()
        assert "MongoDB cannot be reached: 127.0.0.1:" in service.shown
        assert "Threadkeep has started, and waits: " in service.shown
        assert "is ready" not in service.shown
        assert "hidden" not in service.shown
        service.process.terminate()
        assert service.ended()[0] == 0


def test_the_application_itself_starts_and_answers_its_token(tmp_path: Path) -> None:
    with serve(tmp_path, module="commands.main") as service:
        address = service.address()
        token = subprocess.run(
            [sys.executable, "-m", "commands.main", "token", "alice"],
            env={**clean_environment(), "THREADKEEP_DATA_FOLDER": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        headers = {"Authorization": f"Bearer {token}"}
        assert httpx.get(f"{address}/sessions").status_code == 401
        assert httpx.get(f"{address}/sessions", headers=headers).json()["items"] == []
        service.process.terminate()
        assert service.ended()[0] == 0


async def test_a_standalone_server_is_refused_in_one_sentence(tmp_path: Path) -> None:
    async with standalone(tmp_path) as member:
        with serve(tmp_path, env={"MONGODB_URI": f"mongodb://{member.host}"}) as service:
            status, errors = service.ended()
    assert status == 1
    assert "replica set" in errors
    assert len(errors.splitlines()) == 1


def test_a_uri_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with serve(tmp_path, env={"MONGODB_URI": "mongodb://"}) as service:
        status, errors = service.ended()
    assert status == 1
    assert errors.startswith("MONGODB_URI: is no usable connection string: ")
    assert len(errors.splitlines()) == 1


@pytest.mark.slow("builds every index by the command")
def test_it_is_ready_only_once_its_indexes_are_in_step(
    mongod: EmbeddedServer, bound: Database, tmp_path: Path
) -> None:
    """And says in one line what it waits for, and which command helps."""
    environment = {"MONGODB_URI": mongod.uri, "THREADKEEP_DATABASE_NAME": f"{bound.name}-bare"}
    with serve(tmp_path, env=environment, module="commands.main") as service:
        waits = service.read_until("waits: ")
        address = service.address()
        assert "`threadkeep indexes sync`" in waits
        assert httpx.get(f"{address}/readyz").status_code == 503
        assert "is ready" not in service.shown
        subprocess.run(
            [sys.executable, "-m", "commands.main", "indexes", "sync"],
            env={**clean_environment(), **environment},
            capture_output=True,
            check=True,
        )
        service.read_until("Threadkeep is ready.")
        assert httpx.get(f"{address}/readyz").status_code == 200
        service.process.terminate()
        _, errors = service.ended()
    (logged,) = [json.loads(line) for line in errors.splitlines() if "not in step" in line]
    assert logged["mend"] == "threadkeep indexes sync"
    assert logged["missing"] > 30


@pytest.mark.parametrize("workers", [1, 2])
def test_it_follows_its_parent_where_asked_to(tmp_path: Path, workers: int) -> None:
    """As under ``make serve`` when make is killed."""
    program = (
        f"{sys.executable} -m tests.commands.serve.fake_service serve --port 0 "
        f"--workers {workers} --stop-with-parent"
    )
    with subprocess.Popen(
        ["sh", "-c", f"{program}; true"],
        env={**clean_environment(), "THREADKEEP_DATA_FOLDER": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        for line in parent.stdout:
            if "Token" in line:
                break
        parent.kill()
        parent.stdout.read()  # ends when the last process that holds the pipe has
    assert not is_in_use(tmp_path / "db")
