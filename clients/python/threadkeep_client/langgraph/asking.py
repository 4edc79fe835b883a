"""What the saver asks of the service, sent by whoever runs it."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Generator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import httpx
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple, get_checkpoint_id

UPLOADED_FROM_BYTES = 1024 * 1024
"""Values from so many bytes on are uploaded by themselves."""

TOGETHER_BYTES = 2 * 1024 * 1024
"""How many bytes of values one request has; the others are uploaded."""

WRITES_AT_ONCE = 500
NAMED_AT_ONCE = 500
PAGE = 20

_COUNTERS = "counters_since_delta_snapshot"
_STANDARD = ("source", "step", "parents", "run_id", _COUNTERS)
_METADATA_BYTES = 16 * 1024
REST = "threadkeep_metadata"
"""Under this key the serialised checkpoint has the metadata that JSON cannot say."""

Json = dict[str, Any]
Result = TypeVar("Result")


class SyncRequests(Protocol):
    """What the saver needs of ``Threadkeep``."""

    def request(
        self, method: str, path: str, *, query: Any = None, **options: Any
    ) -> httpx.Response:
        """The answer to a request."""
        ...


class AsyncRequests(Protocol):
    """What the saver needs of ``AsyncThreadkeep``."""

    async def request(
        self, method: str, path: str, *, query: Any = None, **options: Any
    ) -> httpx.Response:
        """The answer to a request."""
        ...


class Ask(NamedTuple):
    """A request to send."""

    method: str
    path: str
    query: Json = {}
    options: Json = {}


Asking = Generator[Ask, httpx.Response, Result]
"""Work that sends its requests through whoever runs it, and returns its result."""


def next_of(step: Any) -> tuple[Ask | None, Any]:
    """What work asks next; None, and its result, where it has ended."""
    try:
        return step(), None
    except StopIteration as end:
        return None, end.value


def delete_thread(thread_id: str) -> Asking[None]:
    """Delete a thread."""
    yield Ask("DELETE", "/checkpoints", {"thread_id": str(thread_id)})


def copy_thread(source: str, target: str) -> Asking[None]:
    """Copy a thread."""
    body = {"source_thread_id": str(source), "target_thread_id": str(target)}
    yield Ask("POST", "/checkpoints/copy", options={"body": body})


def send_named(path: str, name: str, ids: Sequence[str], **more: Any) -> Asking[None]:
    """Send ids to a route, so many at a time."""
    for start in range(0, len(ids), NAMED_AT_ONCE):
        some = [str(each) for each in ids[start : start + NAMED_AT_ONCE]]
        yield Ask("POST", path, options={"body": {name: some, **more}})


class Sending:
    """The values of one request: in it, or uploaded before it."""

    def __init__(self, thread_id: str) -> None:
        self._thread_id = thread_id
        self._together = 0

    def value(self, typed: tuple[str, bytes]) -> Asking[Json]:
        """A value as the request has it."""
        kind, data = typed
        if len(data) < UPLOADED_FROM_BYTES and self._together + len(data) <= TOGETHER_BYTES:
            self._together += len(data)
            return {"type": kind, "base64": base64.b64encode(data).decode()}
        query = {"thread_id": self._thread_id}
        answer = yield Ask("POST", "/checkpoints/values", query, {"content": bytes(data)})
        return {"type": kind, "upload_id": answer.json()["upload_id"]}


class Pages:
    """Where a list has got to."""

    def __init__(
        self,
        config: RunnableConfig | None,
        filter: dict[str, Any] | None,
        before: RunnableConfig | None,
        limit: int | None,
    ) -> None:
        self.cursor: str | None = None
        self._begun = False
        self._left = limit
        place = config["configurable"] if config else {}
        thread_id = place.get("thread_id")
        self._query: Json = {
            "thread_id": None if thread_id is None else str(thread_id),
            "checkpoint_ns": place.get("checkpoint_ns"),
            "checkpoint_id": place.get("checkpoint_id") or None,
            "before": get_checkpoint_id(before) if before else None,
        }
        told = {name: each for name, each in (filter or {}).items() if is_plain({name: each})}
        # What JSON cannot say is looked for here.
        self._others = {name: each for name, each in (filter or {}).items() if name not in told}
        if told:
            self._query["metadata"] = json.dumps(told)

    @property
    def goes_on(self) -> bool:
        """Whether there may be more that is wanted."""
        enough = self._left is not None and self._left <= 0
        return not enough and (not self._begun or self.cursor is not None)

    def query(self) -> Json:
        """The parameters of the next page."""
        self._begun = True
        most = PAGE if self._left is None or self._others else min(PAGE, self._left)
        return {**self._query, "cursor": self.cursor, "limit": most}

    def wanted_of(self, found: Sequence[CheckpointTuple]) -> Sequence[CheckpointTuple]:
        """Those of a page that are wanted."""
        wanted = [
            each
            for each in found
            if all(value == each.metadata.get(name) for name, value in self._others.items())
        ]
        if self._left is not None:
            wanted = wanted[: self._left]
            self._left -= len(wanted)
        return wanted


def split_metadata(metadata: Json) -> tuple[Json, Json]:
    """The metadata that JSON says equal, and the others."""
    if isinstance(counters := metadata.get(_COUNTERS), Mapping):
        # As JSON has them, says CheckpointMetadata; the service prunes by their names.
        pairs = {name: list(each) for name, each in counters.items()}
        metadata = {**metadata, _COUNTERS: pairs}
    told = {name: each for name, each in metadata.items() if is_plain({name: each})}
    if len(json.dumps(told)) > _METADATA_BYTES:
        told = {name: each for name, each in told.items() if name in _STANDARD}
    return told, {name: each for name, each in metadata.items() if name not in told}


def is_plain(value: Any, levels: int = 16) -> bool:
    """Whether a value reads back equal from the JSON that the service keeps."""
    kind = type(value)
    if value is None or kind is bool:
        return True
    if kind is int:
        return bool(-(2**63) <= value < 2**63)
    if kind is float:
        return math.isfinite(value)
    if kind is str:
        return bool(value.isprintable()) or not any("\ud800" <= each <= "\udfff" for each in value)
    if levels == 0 or kind not in (dict, list):
        return False
    if kind is dict:
        keys = all(type(key) is str and "\0" not in key and is_plain(key) for key in value)
        return keys and all(is_plain(each, levels - 1) for each in value.values())
    return all(is_plain(each, levels - 1) for each in value)
