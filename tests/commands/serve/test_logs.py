"""What the log of a service in a pipe holds."""

import json
import subprocess
import sys
from typing import Any

import pytest

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
