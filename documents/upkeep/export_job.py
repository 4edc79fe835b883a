"""An export of a user that is written to a file, and goes on where it was stopped.

The file is gzip in members (RFC 1952, section 2.2), which unpack as one: each ends where the
export has come to the end of a document, and what is noted then with the job is what the next
run goes on from. What lies beyond that is written anew.
"""

import asyncio
import hashlib
import zlib
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from documents.aggregates.files.store import CHUNK_BYTES, ChunkWriter
from documents.database import Database, DuplicateKeyError, collection_of
from documents.leases import Lease
from documents.shapes.base import Clock
from documents.shapes.user_jobs import JobStatus, UserJobChunk
from documents.upkeep.export import EXPORTED, ExportPlace, UserExport, exported_of
from documents.upkeep.user_jobs import STORE, StoredJob, count_documents, ended

NOTED_EVERY_BYTES = 8 * 1024 * 1024
_COMPRESSED_AT_ONCE = 256 * 1024
_LEVEL = 1
"""Six times as fast as the usual one, for a file that is a fifth larger."""

_GZIP = 16 + zlib.MAX_WBITS


async def write_export(
    database: Database,
    lease: Lease,
    job: StoredJob,
    *,
    clock: Clock,
    kept: timedelta,
    max_bytes: int,
) -> None:
    """Do a job that exports, from where it was noted last to its end. Raises LeaseLost."""
    if job.get("found") is None:
        conditions = ((model, exported_of(model, job["user_id"])) for model in EXPORTED)
        await lease.note(found=await count_documents(database, conditions))
    writing = _Writing(database, lease, job, max_bytes)
    await writing.resume()
    try:
        written = await writing.write(job["created_at"])
    except _TooLarge:
        told = f"the export has more than {max_bytes} bytes (THREADKEEP_MAX_EXPORT_BYTES)"
        end = ended(JobStatus.FAILED, now=clock(), kept_until=clock() + kept)
        await lease.note(**end, error=told, place=None, length=0)
        await writing.cut(0)
        return
    await writing.cut(writing.length)
    end = ended(JobStatus.SUCCEEDED, now=clock(), kept_until=clock() + kept)
    # All in one: a length that is noted without the end would be gone on from.
    await lease.note(**end, **written, place=None, sha256=writing.sha256)


class _TooLarge(Exception):
    pass


class _Writing:
    """The file of a job as one run writes it."""

    def __init__(self, database: Database, lease: Lease, job: StoredJob, max_bytes: int) -> None:
        self._database = database
        self._lease = lease
        self._job = job
        self._max_bytes = max_bytes
        self._chunks = collection_of(UserJobChunk, database)
        self._digest = hashlib.sha256()
        self._writer = ChunkWriter(self._put)
        self._packer = zlib.compressobj(_LEVEL, wbits=_GZIP)
        self.length: int = job["length"]

    @property
    def sha256(self) -> str:
        """The digest of all that is written."""
        return self._digest.hexdigest()

    async def resume(self) -> None:
        """Take up the file where it ends."""
        if self.length == 0:
            return
        head = bytearray()
        async for part in STORE.read(self._job["_id"], 0, self.length - 1):
            await asyncio.to_thread(self._digest.update, part)
            head = bytearray(part)
        whole = self.length % CHUNK_BYTES == 0
        self._writer = ChunkWriter(self._put, at=self.length, head=b"" if whole else bytes(head))

    async def write(self, exported_at: datetime) -> dict[str, Any]:
        """Write the rest of the export, and note how far it is now and then; what is to be noted
        with its end."""
        job = self._job
        begun = None if job.get("place") is None else ExportPlace(**job["place"])
        export = UserExport(
            self._database, job["user_id"], exported_at, begun, Counter(job["lines"]), job["done"]
        )
        waiting, since = bytearray(), 0
        async for block in export.blocks():
            waiting += block
            since += len(block)
            if len(waiting) >= _COMPRESSED_AT_ONCE:
                await self._add(bytes(waiting))
                waiting.clear()
            if since >= NOTED_EVERY_BYTES and export.place is not None:
                await self._end_member(bytes(waiting))
                waiting.clear()
                since = 0
                place = {"collection": export.place.collection, "after": export.place.after}
                await self._lease.note(**self._facts(export), place=place, attempts=0)
        await self._end_member(bytes(waiting))
        return self._facts(export)

    async def cut(self, length: int) -> None:
        """Take away what an earlier run wrote beyond the end."""
        beyond = {"$gte": -(-length // CHUNK_BYTES)}
        await self._chunks.delete_many(
            {"files_id": self._job["_id"], "n": beyond, "token": {"$lte": self._lease.token}}
        )

    def _facts(self, export: UserExport) -> dict[str, Any]:
        return {"length": self.length, "lines": dict(export.lines), "done": export.documents}

    async def _add(self, lines: bytes) -> None:
        await self._store(await asyncio.to_thread(self._pack, lines, last=False))

    async def _end_member(self, lines: bytes) -> None:
        await self._store(await asyncio.to_thread(self._pack, lines, last=True))
        await self._writer.flush()
        self.length = self._writer.size
        self._packer = zlib.compressobj(_LEVEL, wbits=_GZIP)

    def _pack(self, lines: bytes, *, last: bool) -> bytes:
        packed = self._packer.compress(lines)
        if last:
            packed += self._packer.flush()
        self._digest.update(packed)
        return packed

    async def _store(self, packed: bytes) -> None:
        if self._writer.size + len(packed) > self._max_bytes:
            raise _TooLarge
        await self._writer.add(packed)

    async def _put(self, number: int, data: bytes) -> None:
        token = self._lease.token
        this = {"files_id": self._job["_id"], "n": number, "token": {"$lte": token}}
        try:
            await self._chunks.update_one(
                this, {"$set": {"data": data, "token": token}}, upsert=True
            )
        except DuplicateKeyError:
            # A later holder of the lease has written it.
            raise self._lease.loss() from None
