"""What the log of a service in a pipe holds."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from commands.serve.logs import REPEATED_SECONDS, Repeats
from tests.commands.processes import WAIT_SECONDS

PROGRAM = """
import logging, structlog
from commands.serve.logs import configure_logs

configure_logs("INFO")
token = "a token of somebody's"
try:
    raise ValueError("the reason")
except ValueError as error:
    structlog.get_logger().error("ours", exc_info=error)
    logging.getLogger("uvicorn.error").exception("of %s", "a library")
"""


@pytest.fixture(scope="module")
def log() -> str:
    """What a process logged of an error, first by itself and then by a library."""
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def test_each_line_is_a_json_object_whoever_logs(log: str) -> None:
    logged: list[dict[str, Any]] = [json.loads(line) for line in log.splitlines()]
    assert [(entry["level"], entry["event"]) for entry in logged] == [
        ("error", "ours"),
        ("error", "of a library"),
    ]
    for entry in logged:
        assert entry["exception"][0]["exc_value"] == "the reason"


def test_the_values_of_variables_stay_out_of_it(log: str) -> None:
    assert "somebody" not in log


QUOTING = """
import structlog
from pydantic import TypeAdapter
from commands.serve.logs import configure_logs

configure_logs("INFO")
try:
    TypeAdapter(int).validate_python("what a user wrote")
except ValueError as error:
    structlog.get_logger().error("ours", exc_info=error)
"""


def test_what_a_library_quotes_of_users_stays_out_of_it() -> None:
    command = [sys.executable, "-c", QUOTING]
    logged = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert "ValidationError" in logged
    assert "a user wrote" not in logged


def told_by(repeats: Repeats, level: str, **entry: Any) -> dict[str, Any] | None:
    try:
        return dict(repeats(None, level, entry))
    except structlog.DropEvent:
        return None


def test_what_repeats_is_one_line_that_counts() -> None:
    now = 0.0
    repeats = Repeats(lambda: now)
    away = {"event": "database away", "error": "AutoReconnect"}
    assert told_by(repeats, "warning", **away, request_id="1") is not None
    assert told_by(repeats, "warning", **away, request_id="2") is None
    assert told_by(repeats, "warning", **away, request_id="3") is None
    assert told_by(repeats, "warning", event="database away", error="NotInTime") is not None
    now = REPEATED_SECONDS
    again = told_by(repeats, "warning", **away, request_id="4")
    assert again is not None
    assert again["repeated"] == 2


def test_lines_of_requests_and_tracebacks_are_told_each() -> None:
    repeats = Repeats(lambda: 0.0)
    for _ in range(2):
        assert told_by(repeats, "warning", event="request", status=503) is not None
        assert told_by(repeats, "error", event="unexpected error", exc_info=True) is not None
        assert told_by(repeats, "info", event="swept") is not None


UNREAD = """
import sys
import structlog
from commands.serve.logs import configure_logs

configure_logs("INFO")
for number in range(5000):
    structlog.get_logger().info("line", number=number, text="x" * 1000)
print("alive", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def unread() -> Iterator["subprocess.Popen[str]"]:
    """A process that has logged more than anything between it and its reader holds."""
    with subprocess.Popen(
        [sys.executable, "-c", UNREAD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_it_has_logged(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], WAIT_SECONDS)[0], "it waits for its reader"
    assert process.stdout.readline() == "alive\n"


def test_a_process_does_not_wait_for_who_reads_its_log(unread: "subprocess.Popen[str]") -> None:
    wait_until_it_has_logged(unread)


def test_what_found_no_room_is_counted_in_the_log(unread: "subprocess.Popen[str]") -> None:
    wait_until_it_has_logged(unread)
    assert unread.stderr is not None
    numbers = []
    for line in unread.stderr:
        entry = json.loads(line)
        if entry["event"] != "line":
            break
        numbers.append(entry["number"])
    assert entry["event"] == "log lines lost"
    assert numbers == list(range(len(numbers)))
    assert entry["lines"] == 5000 - len(numbers)


def test_a_process_ends_though_nobody_reads_its_log(unread: "subprocess.Popen[str]") -> None:
    wait_until_it_has_logged(unread)
    assert unread.stdin is not None
    unread.stdin.close()
    assert unread.wait(WAIT_SECONDS) == 0


SEVERAL = """
import sys
from pathlib import Path
import structlog
from commands.serve.line_lock import LineLock
from commands.serve.logs import configure_logs

writer = configure_logs("INFO", LineLock(Path(sys.argv[1])))
for number in range(20):
    structlog.get_logger().info("line", number=number, text="x" * 20_000)
writer.close(60)
"""


def test_the_long_lines_of_several_processes_do_not_mix_and_tell_whose_they_are(
    tmp_path: Path,
) -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "-c", SEVERAL, str(tmp_path / "lock")]
    processes = [subprocess.Popen(command, stderr=writing) for _ in range(3)]
    os.close(writing)
    with open(reading, encoding="utf-8") as log:
        entries = [json.loads(line) for line in log]
    for process in processes:
        assert process.wait(WAIT_SECONDS) == 0
        numbers = [entry["number"] for entry in entries if entry["pid"] == process.pid]
        assert numbers == list(range(20))
