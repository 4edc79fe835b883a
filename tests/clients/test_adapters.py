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


@pytest.mark.parametrize("program", sorted(each.stem for each in PROGRAMS.glob("*_cases.py")))
async def test_an_adapter_does_what_its_framework_asks_for(served: Served, program: str) -> None:
    assert PYTHON.exists(), "the frameworks are not installed: make adapters"
    process = await asyncio.create_subprocess_exec(
        *(str(PYTHON), str(PROGRAMS / f"{program}.py"), served.url, served.token),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(CLIENT)},
    )
    passed, _ = await process.communicate()
    assert process.returncode == 0, f"passed: {passed.decode().split()}"
