"""A plugin of pytest's: writes how long each test took, as JSON, to MUTATION_TIMES."""

import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

_seconds: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up set-up, call and tear-down."""
    _seconds[report.nodeid] += report.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write them: the process that the others report to knows them all."""
    if hasattr(session.config, "workerinput"):
        return
    Path(os.environ["MUTATION_TIMES"]).write_text(json.dumps(_seconds))
