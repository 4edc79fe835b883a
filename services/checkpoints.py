"""What can be done with the checkpoints of agents' graphs."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.aggregates.checkpoints import copying, files, reading, removing, threads, writing
from documents.aggregates.checkpoints.reading import (
    CheckpointPlace,
    CheckpointsWanted,
    FoundCheckpoints,
)
from documents.aggregates.checkpoints.threads import CheckpointLimits
from documents.aggregates.checkpoints.writing import (
    CheckpointKey,
    NewCheckpoint,
    NewWrite,
    TypedValue,
)
from documents.database import Database, Turns
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.checkpoints import StoredCheckpoint
from documents.shapes.errors.checkpoints import CheckpointTooLarge
from services.background import Background
from services.limits import Limits
from services.pagination import Cursors, Page
from services.settings import MIB, Settings
from services.stored_quota import StoredQuota

MAX_OWN_VALUE_BYTES = MIB
"""How many bytes a value has that is sent in JSON; larger ones are uploaded."""


def checkpoint_limits_of(settings: Settings) -> CheckpointLimits:
    """The limits of checkpoints that the settings give."""
    return CheckpointLimits(
        value_bytes=settings.max_checkpoint_value_bytes,
        user_bytes=settings.max_user_checkpoint_bytes,
        own_bytes=settings.max_content_bytes,
    )


@dataclass(frozen=True)
class CheckpointListing:
    """Which checkpoints to list, as ``CheckpointsWanted`` has it."""

    thread_id: str | None = None
    checkpoint_ns: str | None = None
    checkpoint_id: str | None = None
    before: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckpointPageFound:
    """A page of checkpoints with all that belongs to them, and the cursor to go on."""

    found: FoundCheckpoints
    next: str | None


@dataclass(frozen=True)
class CheckpointService:
    """The caller's checkpoints, by the ids that LangGraph gives them."""

    database: Database
    clock: Clock
    limits: Limits
    checkpoint_limits: CheckpointLimits
    cursors: Cursors
    background: Background
    turns: Turns
    stored_quota: StoredQuota | None = None

    async def put(self, user_id: str, new: NewCheckpoint) -> StoredCheckpoint:
        """Save a checkpoint with the values that are new in it.

        Raises InvalidArgument, OverLimit, CheckpointTooLarge, CheckpointUploadMissing,
        CheckpointQuotaExceeded, ThreadBusy.
        """
        self.limits.check_object(new.metadata, "/metadata")
        if new.size > (most := self.checkpoint_limits.own_bytes):
            raise CheckpointTooLarge(
                f"the checkpoint has {new.size} bytes without the values of its channels; "
                f"{most} at most (THREADKEEP_MAX_CONTENT_BYTES)"
            )
        _check_sizes(each.value for each in new.channels if each.value is not None)
        await self._check_room(user_id, new.size)
        async with self.turns.turn((user_id, new.key.thread_id)):
            return await writing.put_checkpoint(
                self.database, user_id, new, now=self.clock(), limits=self.checkpoint_limits
            )

    async def put_writes(
        self,
        user_id: str,
        key: CheckpointKey,
        writes: Sequence[NewWrite],
        *,
        task_id: str,
        task_path: str,
    ) -> None:
        """Store what a task wrote after a checkpoint.

        Raises CheckpointTooLarge, CheckpointUploadMissing, CheckpointQuotaExceeded, ThreadBusy.
        """
        _check_sizes(each.value for each in writes)
        await self._check_room(user_id)
        async with self.turns.turn((user_id, key.thread_id)):
            await writing.put_writes(
                self.database,
                user_id,
                key,
                writes,
                task_id=task_id,
                task_path=task_path,
                now=self.clock(),
                limits=self.checkpoint_limits,
            )

    async def upload(
        self, user_id: str, thread_id: str, stream: AsyncIterator[bytes], *, expected: int | None
    ) -> tuple[PydanticObjectId, int]:
        """Store a large value, for a checkpoint or a write to have: its id and its bytes.

        Raises CheckpointTooLarge, CheckpointQuotaExceeded, CheckpointUploadMissing, ThreadBusy.
        """
        await self._check_room(user_id, expected or 0)
        return await files.upload(
            self.database,
            user_id,
            thread_id,
            stream,
            expected=expected,
            now=self.clock(),
            limits=self.checkpoint_limits,
        )

    async def list_checkpoints(
        self, user_id: str, wanted: CheckpointListing, *, cursor: str | None, limit: int
    ) -> CheckpointPageFound:
        """A page of checkpoints, the newest first. Raises InvalidArgument."""
        self.limits.check_object(wanted.metadata, "/metadata")
        listing = f"checkpoints of {wanted}"
        after = None
        if cursor is not None:
            checkpoint_id, last = self.cursors.read(cursor, user_id=user_id, listing=listing)
            after = CheckpointPlace(checkpoint_id, PydanticObjectId(last))
        found = await reading.find_checkpoints(
            user_id,
            CheckpointsWanted(
                limit,
                wanted.thread_id,
                wanted.checkpoint_ns,
                wanted.checkpoint_id,
                wanted.before,
                wanted.metadata,
                after,
            ),
        )
        going_on = None
        if found.after is not None:
            place = [found.after.checkpoint_id, str(found.after.id)]
            going_on = self.cursors.make(place, user_id=user_id, listing=listing)
        return CheckpointPageFound(found, going_on)

    async def list_writes(
        self, user_id: str, key: CheckpointKey, *, cursor: str | None, limit: int
    ) -> Page[dict[str, Any]]:
        """A page of the writes after a checkpoint, by task and index. Raises InvalidArgument."""
        listing = f"writes of {key}"
        after = None
        if cursor is not None:
            task_id, index = self.cursors.read(cursor, user_id=user_id, listing=listing)
            after = (task_id, index)
        thread = await threads.find_thread(user_id, key.thread_id)
        if thread is None:
            return Page([], None)
        found, more = await reading.list_writes(
            user_id, thread, key.checkpoint_ns, key.checkpoint_id, after=after, limit=limit
        )
        return self.cursors.page(
            found,
            limit,
            lambda write: [write["task_id"], write["index"]],
            user_id=user_id,
            listing=listing,
            more=more,
        )

    async def find_value(self, user_id: str, value_id: str) -> dict[str, Any]:
        """A value with its type and size, and its ``data`` or its file.

        Raises CheckpointValueMissing.
        """
        return await reading.find_value(user_id, value_id)

    def read_file(self, file_id: PydanticObjectId, size: int) -> AsyncIterator[bytes]:
        """The bytes of a large value."""
        return self.database.each_part_within_timeout(files.STORE.read(file_id, 0, size - 1))

    async def delete_thread(self, user_id: str, thread_id: str) -> None:
        """Delete all checkpoints of a thread, if there are any: at once for every reader."""
        now = self.clock()
        thread = await threads.delete_thread(self.database, user_id, thread_id, now=now)
        if thread is not None:
            self.background.start(
                ("remove", thread), lambda: removing.remove_thread(user_id, thread, now=now)
            )

    async def delete_of_runs(self, user_id: str, run_ids: Sequence[str]) -> int:
        """Delete the checkpoints of runs with their writes; how many. Raises ThreadBusy."""
        deleted = await removing.delete_of_runs(self.database, user_id, run_ids, now=self.clock())
        self._remove_files_soon()
        return deleted

    async def prune(self, user_id: str, thread_ids: Sequence[str], *, keep_newest: bool) -> int:
        """Delete all checkpoints of threads, but with ``keep_newest`` for the newest of each
        namespace; how many, without those of threads that go as a whole. Raises ThreadBusy.
        """
        deleted = 0
        for thread_id in dict.fromkeys(thread_ids):
            if not keep_newest:
                await self.delete_thread(user_id, thread_id)
                continue
            thread = await threads.find_thread(user_id, thread_id)
            if thread is not None:
                now = self.clock()
                deleted += await removing.keep_newest(self.database, user_id, thread, now=now)
        self._remove_files_soon()
        return deleted

    async def copy_thread(self, user_id: str, source_id: str, target_id: str) -> bool:
        """Copy a thread to one that is not there; whether there was one to copy.

        Raises ThreadTaken, CheckpointQuotaExceeded, ThreadBusy.
        """
        return await copying.copy_thread(
            self.database,
            user_id,
            source_id,
            target_id,
            now=self.clock(),
            limits=self.checkpoint_limits,
        )

    def _remove_files_soon(self) -> None:
        self.background.start(
            "checkpoint files", lambda: files.remove_expired(self.database, self.clock())
        )

    async def _check_room(self, user_id: str, more: int = 0) -> None:
        """Raise OverQuota where the user may store no more, in whatever."""
        if self.stored_quota is not None:
            await self.stored_quota.check(user_id, more)


def _check_sizes(values: Iterable[TypedValue]) -> None:
    for value in values:
        if len(value.data or b"") > MAX_OWN_VALUE_BYTES:
            raise CheckpointTooLarge(
                f"a value in JSON has {MAX_OWN_VALUE_BYTES} bytes at most; "
                "upload it with POST /checkpoints/values"
            )
