"""A saver of LangGraph's checkpoints, for what is measured with another beside it.

Runs by itself, where the project is not: its virtual environment is made by ``make peers``.
Arguments: ``threadkeep BASE_URL TOKEN`` or ``mongodb URI``. Each line of its input is JSON, and
is answered with one: ``{"put": 100, "changes": "count"}`` saves so many checkpoints of one
thread, of which this channel is new, ``{"get": 100}`` reads the newest so often: the milliseconds
that each took. ``{"messages": 10000, "bytes": 200}`` is how much the other channel has from then
on. ``{"writers": 16, "each": 50}`` has so many threads of this process save at once to a thread
of their own: how many checkpoints, and how many of their writes, are there afterwards.
"""

import importlib
import json
import sys
import threading
import time
from typing import Any

THREAD = "of one thread"


def the_saver(kind: str, *place: str) -> Any:
    """The saver to measure."""
    if kind == "threadkeep":
        client = importlib.import_module("threadkeep_client").Threadkeep(*place)
        return importlib.import_module("threadkeep_client.langgraph").ThreadkeepSaver(client)
    driver: Any = importlib.import_module("pymongo")
    mongodb: Any = importlib.import_module("langgraph.checkpoint.mongodb")
    return mongodb.MongoDBSaver(driver.MongoClient(*place), db_name="langgraph")


class Bench:
    """One thread, and what its newest checkpoint is."""

    def __init__(self, saver: Any) -> None:
        self._saver = saver
        self._number = 0
        self._config: Any = {"configurable": {"thread_id": THREAD, "checkpoint_ns": ""}}
        self._values: dict[str, Any] = {"count": 0, "messages": []}
        self._versions: dict[str, str] = {}

    def put(self, changes: str) -> float:
        """Save a checkpoint with a new value of a channel; the milliseconds."""
        self._number += 1
        names = [changes] if self._versions else list(self._values)
        self._values["count"] = self._number
        for name in names:
            current = self._versions.get(name)
            self._versions[name] = self._saver.get_next_version(current, None)
        checkpoint = a_checkpoint(f"{self._number:08}", self._values, self._versions)
        new = {name: self._versions[name] for name in names}
        began = time.perf_counter()
        self._config = self._saver.put(self._config, checkpoint, {"step": self._number}, new)
        return (time.perf_counter() - began) * 1000

    def get(self) -> float:
        """Read the newest checkpoint; the milliseconds."""
        config: Any = {"configurable": {"thread_id": THREAD, "checkpoint_ns": ""}}
        began = time.perf_counter()
        found = self._saver.get_tuple(config)
        took = (time.perf_counter() - began) * 1000
        assert found.checkpoint["id"] == f"{self._number:08}"
        assert len(found.checkpoint["channel_values"]["messages"]) == len(self._values["messages"])
        return took

    def fill(self, messages: int, size: int) -> None:
        """Have a channel of so many messages, each of so many bytes."""
        self._values["messages"] = [f"{n:08}".ljust(size, "m") for n in range(messages)]
        self.put("messages")


def a_checkpoint(number: str, values: dict[str, Any], versions: dict[str, Any]) -> Any:
    """A checkpoint as a graph would save it."""
    return {
        "v": 1,
        "id": number,
        "ts": "2026-03-01T09:00:00Z",
        "channel_values": dict(values),
        "channel_versions": dict(versions),
        "versions_seen": {},
        "updated_channels": None,
    }


def at_once(saver: Any, writers: int, each: int) -> dict[str, int]:
    """Save from several threads at once, and count what is there."""
    config: Any = {"configurable": {"thread_id": "of many", "checkpoint_ns": ""}}
    failed: list[str] = []

    def write(writer: int) -> None:
        for n in range(each):
            name = f"{writer:03}-{n:04}"
            try:
                value = {"c": [writer, n]}
                stored = saver.put(config, a_checkpoint(name, value, {"c": name}), {}, {"c": name})
                saver.put_writes(stored, [("c", [writer, n])], f"task {writer}")
            except Exception as error:
                failed.append(repr(error))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    there = list(saver.list(config))
    whole = [t for t in there if t.checkpoint["channel_values"].get("c") is not None]
    writes = sum(len(tuple_.pending_writes) for tuple_ in there)
    told = {"asked": writers * each, "whole": len(whole), "writes": writes, "failed": len(failed)}
    return {**told, "a_second": int(writers * each * 2 / seconds)}


def main(*arguments: str) -> None:
    """Do what comes, until the input ends."""
    saver = the_saver(*arguments)
    bench = Bench(saver)
    for line in sys.stdin:
        work = json.loads(line)
        answer: Any = None
        try:
            if "put" in work:
                answer = [bench.put(work["changes"]) for _ in range(work["put"])]
            elif "get" in work:
                answer = [bench.get() for _ in range(work["get"])]
            elif "messages" in work:
                bench.fill(work["messages"], work["bytes"])
            else:
                answer = at_once(saver, work["writers"], work["each"])
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
