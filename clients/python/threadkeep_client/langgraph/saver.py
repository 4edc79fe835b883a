"""The saver."""

from __future__ import annotations

import asyncio
import base64
import inspect
import random
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_id,
    get_checkpoint_metadata,
    writes_sort_key,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from threadkeep_client.langgraph.asking import (
    REST,
    WRITES_AT_ONCE,
    Ask,
    Asking,
    AsyncRequests,
    Json,
    Pages,
    Result,
    Sending,
    SyncRequests,
    copy_thread,
    delete_thread,
    next_of,
    send_named,
    split_metadata,
)
from threadkeep_client.problems import ThreadkeepProblem

TRIES = 5
"""How often a page is read whose values are removed meanwhile."""

# The saver has a method of the builtin's name.
list_of = list


class ThreadkeepSaver(BaseCheckpointSaver[str]):
    """A checkpoint saver on Threadkeep.

    ``client`` is a ``Threadkeep``, with which the saver's async methods work too, each on a
    thread; or an ``AsyncThreadkeep``, for the async methods alone. With ``async_client`` beside
    a ``Threadkeep`` both work without threads. The user is that of the client's token.
    """

    def __init__(
        self,
        client: SyncRequests | AsyncRequests,
        *,
        async_client: AsyncRequests | None = None,
        serde: SerializerProtocol | None = None,
    ) -> None:
        super().__init__(serde=serde)
        self._sync: SyncRequests | None = None
        self._async = async_client
        if inspect.iscoroutinefunction(client.request):
            self._async = cast(AsyncRequests, client)
        else:
            self._sync = cast(SyncRequests, client)

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that a config names, or else the newest of its thread and namespace."""
        return self._run(self._get(config))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As ``get_tuple``."""
        return await self._arun(self._get(config))

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """Checkpoints, the newest first; without a config those of all threads of the user.

        ``filter`` are values that the metadata have; each page is asked for when it is its turn.
        """
        pages = Pages(config, filter, before, limit)
        while pages.goes_on:
            yield from self._run(self._page(pages))

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """As ``list``."""
        pages = Pages(config, filter, before, limit)
        while pages.goes_on:
            for found in await self._arun(self._page(pages)):
                yield found

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Save a checkpoint, whole or not at all. The same once more changes nothing."""
        return self._run(self._put(config, checkpoint, metadata, new_versions))

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """As ``put``."""
        return await self._arun(self._put(config, checkpoint, metadata, new_versions))

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Save what a task wrote after a checkpoint."""
        self._run(self._put_writes(config, writes, task_id, task_path))

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """As ``put_writes``."""
        await self._arun(self._put_writes(config, writes, task_id, task_path))

    def delete_thread(self, thread_id: str) -> None:
        """Delete all checkpoints of a thread, in all namespaces."""
        self._run(delete_thread(thread_id))

    async def adelete_thread(self, thread_id: str) -> None:
        """As ``delete_thread``."""
        await self._arun(delete_thread(thread_id))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Delete the checkpoints of runs, in all threads of the user."""
        self._run(send_named("/checkpoints/delete-runs", "run_ids", run_ids))

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """As ``delete_for_runs``."""
        await self._arun(send_named("/checkpoints/delete-runs", "run_ids", run_ids))

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copy a thread, all at once, to one that has no checkpoints yet.

        Raises ThreadkeepProblem ``thread-taken`` where it has some.
        """
        self._run(copy_thread(source_thread_id, target_thread_id))

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """As ``copy_thread``."""
        await self._arun(copy_thread(source_thread_id, target_thread_id))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Delete the checkpoints of threads but the newest of each namespace, or all of them.

        What a DeltaChannel of a newest one is made from stays.
        """
        path = "/checkpoints/prune"
        self._run(send_named(path, "thread_ids", thread_ids, strategy=strategy))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """As ``prune``."""
        path = "/checkpoints/prune"
        await self._arun(send_named(path, "thread_ids", thread_ids, strategy=strategy))

    def get_next_version(self, current: str | None, channel: None) -> str:  # noqa: ARG002 - LangGraph's
        """A version above the current one; two branches of a thread never make the same."""
        number = 0 if current is None else int(str(current).split(".")[0])
        return f"{number + 1:032}.{random.random():016}"  # noqa: S311 - to tell versions apart

    def _run(self, asking: Asking[Result]) -> Result:
        if self._sync is None:
            raise TypeError(
                "this saver has an AsyncThreadkeep alone: give it a Threadkeep for calls that "
                "are not async, as in ThreadkeepSaver(Threadkeep(…), async_client=…)"
            )
        try:
            ask = next(asking)
            while True:
                try:
                    answer = self._sync.request(
                        ask.method, ask.path, query=ask.query, **ask.options
                    )
                except ThreadkeepProblem as problem:
                    ask = asking.throw(problem)
                else:
                    ask = asking.send(answer)
        except StopIteration as end:
            return cast(Result, end.value)

    async def _arun(self, asking: Asking[Result]) -> Result:
        if self._async is None:
            return await asyncio.to_thread(self._run, asking)
        # Not in the midst of the loop below: a coroutine turns a StopIteration into another error.
        ask, result = next_of(lambda: next(asking))
        while ask is not None:
            try:
                answer = await self._async.request(
                    ask.method, ask.path, query=ask.query, **ask.options
                )
            except ThreadkeepProblem as problem:
                error = problem
                ask, result = next_of(lambda: asking.throw(error))  # noqa: B023 - called at once
            else:
                ask, result = next_of(lambda: asking.send(answer))  # noqa: B023 - called at once
        return cast(Result, result)

    def _get(self, config: RunnableConfig) -> Asking[CheckpointTuple | None]:
        place = config["configurable"]
        query = {
            "thread_id": str(place["thread_id"]),
            "checkpoint_ns": place.get("checkpoint_ns", ""),
            "checkpoint_id": get_checkpoint_id(config),
            "limit": 1,
        }
        found = yield from self._found(query)
        return found[0][0] if found[0] else None

    def _page(self, pages: Pages) -> Asking[Sequence[CheckpointTuple]]:
        found, pages.cursor = yield from self._found(pages.query())
        return pages.wanted_of(found)

    def _found(self, query: Json) -> Asking[tuple[Sequence[CheckpointTuple], str | None]]:
        """The checkpoints of one page, and where the next begins."""
        for attempt in range(TRIES):
            answer = yield Ask("GET", "/checkpoints", query)
            page = answer.json()
            try:
                values = yield from self._values(page["values"])
                items = []
                for item in page["items"]:
                    items.append((yield from self._tuple(item, values)))
                return items, page["next"]
            except ThreadkeepProblem as problem:
                # One of them was removed between the two requests.
                if problem.status != 404 or attempt == TRIES - 1:
                    raise
        raise AssertionError("the last attempt raises")

    def _values(self, values: Iterable[Json]) -> Asking[dict[str, Any]]:
        loaded = {}
        for value in values:
            loaded[value["value_id"]] = yield from self._loaded(value)
        return loaded

    def _loaded(self, value: Json) -> Asking[Any]:
        if value["base64"] is not None:
            data = base64.b64decode(value["base64"])
        else:
            answer = yield Ask("GET", f"/checkpoints/values/{value['value_id']}")
            data = answer.content
        return self.serde.loads_typed((value["type"], data))

    def _tuple(self, item: Json, values: Mapping[str, Any]) -> Asking[CheckpointTuple]:
        body = item["checkpoint"]
        checkpoint = self.serde.loads_typed((body["type"], base64.b64decode(body["base64"])))
        rest = checkpoint.pop(REST, {})
        checkpoint["channel_values"] = {
            each["channel"]: values[each["value_id"]]
            for each in item["channels"]
            if each["value_id"] is not None
        }
        writes = yield from self._writes(item)
        place = {name: item[name] for name in ("thread_id", "checkpoint_ns", "checkpoint_id")}
        parent = item["parent_checkpoint_id"]
        return CheckpointTuple(
            config={"configurable": place},
            checkpoint=cast(Checkpoint, checkpoint),
            metadata=cast(CheckpointMetadata, {**item["metadata"], **rest}),
            parent_config=(
                None if parent is None else {"configurable": {**place, "checkpoint_id": parent}}
            ),
            pending_writes=writes,
        )

    def _writes(self, item: Json) -> Asking[Any]:
        found = item["writes"]
        names = ("thread_id", "checkpoint_ns", "checkpoint_id")
        query = {**{name: item[name] for name in names}, "limit": WRITES_AT_ONCE}
        more = item["more_writes"]
        while more:
            answer = yield Ask("GET", "/checkpoints/writes", query)
            found += answer.json()["items"]
            query["cursor"] = more = answer.json()["next"]
        found.sort(
            key=lambda each: writes_sort_key(each["task_path"], each["task_id"], each["index"])
        )
        writes = []
        for each in found:
            value = yield from self._loaded(each["value"])
            writes.append((each["task_id"], each["channel"], value))
        return writes

    def _put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> Asking[RunnableConfig]:
        place = config["configurable"]
        thread_id, checkpoint_ns = str(place["thread_id"]), place.get("checkpoint_ns", "")
        body = dict(checkpoint)
        values: Json = cast(Json, body.pop("channel_values"))
        told, rest = split_metadata(cast(Json, get_checkpoint_metadata(config, metadata)))
        if rest:
            body[REST] = rest
        sending = Sending(thread_id)
        channels = []
        for name, version in checkpoint["channel_versions"].items():
            channel: Json = {"channel": name, "version": version}
            if name in new_versions and name in values:
                channel["value"] = yield from sending.value(self.serde.dumps_typed(values[name]))
            channels.append(channel)
        kind, data = self.serde.dumps_typed(body)
        sent = {
            "thread_id": thread_id,
            "checkpoint_ns": checkpoint_ns,
            "checkpoint_id": checkpoint["id"],
            "parent_checkpoint_id": place.get("checkpoint_id"),
            "checkpoint": {"type": kind, "base64": base64.b64encode(data).decode()},
            "metadata": told,
            "channels": channels,
        }
        yield Ask("PUT", "/checkpoints", options={"body": sent})
        return {
            "configurable": {
                "thread_id": thread_id,
                "checkpoint_ns": checkpoint_ns,
                "checkpoint_id": checkpoint["id"],
            }
        }

    def _put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str,
    ) -> Asking[None]:
        place = config["configurable"]
        thread_id = str(place["thread_id"])
        indexed = {
            WRITES_IDX_MAP.get(channel, index): (channel, value)
            for index, (channel, value) in enumerate(writes)
        }
        for start in range(0, len(indexed), WRITES_AT_ONCE):
            sending = Sending(thread_id)
            step = []
            for index, (channel, value) in list_of(indexed.items())[start : start + WRITES_AT_ONCE]:
                typed = yield from sending.value(self.serde.dumps_typed(value))
                step.append({"index": index, "channel": channel, "value": typed})
            sent = {
                "thread_id": thread_id,
                "checkpoint_ns": place.get("checkpoint_ns", ""),
                "checkpoint_id": place["checkpoint_id"],
                "task_id": task_id,
                "task_path": task_path,
                "writes": step,
            }
            yield Ask("PUT", "/checkpoints/writes", options={"body": sent})
