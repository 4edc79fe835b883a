"""The saver of LangGraph's checkpoints, with LangGraph as it is."""

import asyncio
import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.clients.conftest import Served

PROGRAMS = Path(__file__).parent / "adapters"
CLIENT = Path("clients/python").absolute()
PYTHON = Path(".venv/adapters/bin/python").absolute()

pytestmark = [
    pytest.mark.clients,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not PYTHON.exists(), reason="LangGraph is not installed: make adapters"),
]


async def told_by(program: str, *arguments: str) -> Any:
    """What a program tells, which ends well."""
    process = await asyncio.create_subprocess_exec(
        *(str(PYTHON), str(PROGRAMS / program), *arguments),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(CLIENT)},
    )
    answer, _ = await process.communicate()
    assert process.returncode == 0
    return orjson.loads(answer)


@pytest.mark.parametrize("kind", ["async", "sync"])
async def test_langgraphs_conformance_suite_passes_whole(served: Served, kind: str) -> None:
    told = await told_by("langgraph_conformance.py", served.url, served.token, kind)
    assert told["conformance"] == {
        "put": [True, 17, []],
        "put_writes": [True, 10, []],
        "get_tuple": [True, 10, []],
        "list": [True, 16, []],
        "delete_thread": [True, 5, []],
        "delete_for_runs": [True, 7, []],
        "copy_thread": [True, 8, []],
        "prune": [True, 8, []],
    }
    assert told["whole"]


async def test_graphs_see_what_they_see_with_langgraphs_memory_saver(served: Served) -> None:
    told = await told_by("langgraph_graphs.py", served.url, served.token)
    assert len(told) == 8
    for scene, (here, memory) in told.items():
        assert here == memory, scene
        assert here, scene
