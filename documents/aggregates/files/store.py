"""Bytes as the chunks of a file, in the format of GridFS.

The format is GridFS's (https://github.com/mongodb/specifications, GridFS), so any
driver and ``mongofiles`` read it. The order of writing is our own: the files
document comes first and says that the upload is not finished, then the chunks. So no
chunk is ever without a files document, and what is nobody's has a time at which it expires.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from beanie import Document

from documents.database import collection_of
from documents.parts import Part, Removed, remove_parts
from documents.shapes.base import PydanticObjectId

CHUNK_BYTES = 255 * 1024
"""GridFS's usual chunk: a few of them fit into one network message."""

CHUNKS_AT_ONCE = 16
"""How many a reader is given by one command: 4 MB."""


class FileDamaged(Exception):
    """A chunk of the file is not there."""


@dataclass(frozen=True)
class FileStore:
    """The classes of the files of one kind, and of their chunks."""

    files: type[Document]
    chunks: type[Document]

    async def add_chunk(self, file_id: PydanticObjectId, number: int, data: bytes) -> None:
        """Store the chunk of this number, from 0 on; nobody else writes the file."""
        await collection_of(self.chunks).insert_one(
            {"files_id": file_id, "n": number, "data": data}
        )

    async def read(self, file_id: PydanticObjectId, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from position ``first`` to ``last``, both included, as a stream.

        Raises FileDamaged in the midst of it when the file is removed meanwhile.
        """
        number, end = first // CHUNK_BYTES, last // CHUNK_BYTES
        while number <= end:
            # No cursor outlasts a command: a slow reader's would be closed by the server.
            upto = min(end, number + CHUNKS_AT_ONCE - 1)
            found = collection_of(self.chunks).find(
                {"files_id": file_id, "n": {"$gte": number, "$lte": upto}}
            )
            for chunk in await found.sort("n", 1).to_list(CHUNKS_AT_ONCE):
                if chunk["n"] != number:
                    break
                start = number * CHUNK_BYTES
                yield bytes(chunk["data"])[max(0, first - start) : last - start + 1]
                number += 1
            if number <= upto:
                raise FileDamaged(f"chunk {number} of {file_id} is not there")

    def parts_of(self, file_ids: list[PydanticObjectId]) -> list[Part]:
        """Files with their chunks; the files documents last, so that a stop is found again."""
        these = {"$in": file_ids}
        return [
            (collection_of(self.chunks), {"files_id": these}),
            (collection_of(self.files), {"_id": these}),
        ]

    async def remove(self, file_id: PydanticObjectId) -> Removed:
        """Remove a file with its chunks."""
        return await remove_parts(self.parts_of([file_id]))


PutChunk = Callable[[int, bytes], Awaitable[None]]
"""Stores the chunk of a number."""


class ChunkWriter:
    """Cuts bytes into chunks from position ``at`` on; ``head`` is what its chunk has before."""

    def __init__(self, put: PutChunk, *, at: int = 0, head: bytes = b"") -> None:
        self._put = put
        self._waiting = bytearray(head)
        self._number = at // CHUNK_BYTES

    @property
    def written(self) -> int:
        """How many bytes of the file lie in whole chunks."""
        return self._number * CHUNK_BYTES

    @property
    def size(self) -> int:
        """How many bytes the file has with those that wait for a whole chunk."""
        return self.written + len(self._waiting)

    async def add(self, part: bytes) -> None:
        """Take some more bytes, and store what is a whole chunk by now."""
        self._waiting += part
        while len(self._waiting) >= CHUNK_BYTES:
            await self._put(self._number, bytes(self._waiting[:CHUNK_BYTES]))
            del self._waiting[:CHUNK_BYTES]
            self._number += 1

    async def flush(self) -> None:
        """Store what is left as the last chunk."""
        if self._waiting:
            await self._put(self._number, bytes(self._waiting))
