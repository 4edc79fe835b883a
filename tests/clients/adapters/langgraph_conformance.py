"""Run LangGraph's conformance suite against a service: BASE_URL TOKEN KIND; prints JSON."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator

from langgraph.checkpoint.conformance import checkpointer_test, validate
from threadkeep_client import AsyncThreadkeep, Threadkeep
from threadkeep_client.langgraph import ThreadkeepSaver


async def main(base_url: str, token: str, kind: str) -> None:
    @checkpointer_test(name="ThreadkeepSaver")
    async def saver() -> AsyncGenerator[ThreadkeepSaver, None]:
        if kind == "sync":
            with Threadkeep(base_url, token) as client:
                yield ThreadkeepSaver(client)
        else:
            async with AsyncThreadkeep(base_url, token) as client:
                yield ThreadkeepSaver(client)

    report = await validate(saver)
    told = {
        name: [each.detected, each.tests_passed, each.failures]
        for name, each in report.results.items()
    }
    print(json.dumps({"conformance": told, "whole": report.passed_all()}))  # noqa: T201 - what it tells


asyncio.run(main(*sys.argv[1:]))
