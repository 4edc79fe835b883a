"""The adapters of the Python client, with the frameworks as they are, against the service."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.clients.conftest import Served

pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

PROGRAMS = Path(__file__).parent / "adapters"
PYTHON = Path(".venv/adapters/bin/python").absolute()
CLIENT = Path("clients/python").absolute()


EXAMPLES = Path("examples").absolute()


async def ended(program: Path, *arguments: str, **environment: str) -> tuple[int | None, str]:
    """How a program of Python ended, and what it printed."""
    assert PYTHON.exists(), "the frameworks are not installed: make adapters"
    process = await asyncio.create_subprocess_exec(
        *(str(PYTHON), str(program), *arguments),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(CLIENT), **environment},
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()


@pytest.mark.parametrize("program", sorted(each.stem for each in PROGRAMS.glob("*_cases.py")))
async def test_an_adapter_does_what_its_framework_asks_for(served: Served, program: str) -> None:
    status, passed = await ended(PROGRAMS / f"{program}.py", served.url, served.token)
    assert status == 0, f"passed: {passed.split()}"


@pytest.mark.parametrize("program", sorted(each.stem for each in EXAMPLES.glob("*.py")))
async def test_an_example_runs_as_it_stands(served: Served, program: str) -> None:
    status, printed = await ended(
        EXAMPLES / f"{program}.py", THREADKEEP_URL=served.url, TOKEN=served.token
    )
    assert status == 0
    assert printed
