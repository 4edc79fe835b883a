"""Reading transcripts: JSON lines, one JSON array, or indented objects, from a file or a pipe.

In UTF-8, UTF-16 or UTF-32, plain or gzip. One conversation at a time is in memory,
whichever form the file has.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.transcripts.encodings import Decoded, encoding_of, refuse_archives

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["MAX_CONVERSATION_BYTES", "Bounds", "Record", "Source"]

MAX_CONVERSATION_BYTES = 512 * 1024 * 1024
"""A longer line is reported as broken: a small gzip file can hold an endless one."""

_CHUNK_BYTES = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_HEAD_BYTES = 4
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OUTSIDE_STRINGS = re.compile(rb'["\[\]{},]')
_INSIDE_STRINGS = re.compile(rb'["\\]')


@dataclass(frozen=True)
class Bounds:
    """How many bytes a conversation may have, and all that a packed file unpacks to."""

    conversation: int = MAX_CONVERSATION_BYTES
    unpacked: int | None = None


NO_BOUNDS = Bounds()


@dataclass(frozen=True)
class Record:
    """The JSON text of one conversation, or the ``fault`` for which there is none.

    ``number`` counts from 1: the line, or the item of an array.
    """

    number: int
    text: bytes = b""
    fault: str | None = None


class Source:
    """A file of transcripts. ``unit`` is what its numbers count: "line", "item" of an
    array, or "conversation", where each stands on several lines.

    Raises UnreadableFile for what no conversation can be read from, such as a tar archive.
    """

    def __init__(
        self,
        file: io.BufferedIOBase,
        size: int | None = None,
        name: str | None = None,
        bounds: Bounds = NO_BOUNDS,
    ) -> None:
        self.size = size
        self._most = bounds.conversation
        self.unit = "line"
        magic = file.read(len(_GZIP_MAGIC))
        self._raw = _Pushed(magic, file)
        unpacked: io.BufferedIOBase = io.BufferedReader(self._raw, _CHUNK_BYTES)
        if magic == _GZIP_MAGIC:
            unpacked = gzip.GzipFile(fileobj=unpacked)
        self._readable = [_Readable(unpacked, bounds.unpacked)]
        stream = io.BufferedReader(self._readable[0], _CHUNK_BYTES)
        head = stream.read(_HEAD_BYTES)
        refuse_archives(head + stream.peek(), name)
        self._stream = _buffered(_Pushed(head, stream))
        if (encoding := encoding_of(head)) is not None:
            decoded = io.BufferedReader(Decoded(self._stream, encoding), _CHUNK_BYTES)
            self._readable.append(_Readable(decoded))
            self._stream = _buffered(self._readable[1])

    @property
    def position(self) -> int:
        """How many bytes of the file have been read, of ``size``."""
        return self._raw.position

    def records(self) -> Iterator[Record]:
        """The conversations in order. What cannot be read ends them with a fault."""
        number = 1
        first = self._stream.readline(_CHUNK_BYTES).removeprefix(_BYTE_ORDER_MARK)
        while first.isspace():
            number += first.endswith(b"\n")
            first = self._stream.readline(_CHUNK_BYTES)
        if first.lstrip().startswith(b"[") and not self._is_array_a_line(first):
            self.unit = "item"
            yield from _items(self._stream, first.lstrip()[1:], self._fault, self._most)
            return
        first = _whole_line(self._stream, first, self._most)
        if first.lstrip().startswith(b"{") and _is_begun(first):
            second = _whole_line(self._stream, b"", self._most)
            while second.isspace():
                first += second
                second = _whole_line(self._stream, b"", self._most)
            if second and not _is_conversation(second):
                self.unit = "conversation"
                yield from _objects(self._stream, first + second, self._fault, self._most)
                return
            yield Record(number, first)
            first, number = second, number + first.count(b"\n")
        yield from _lines(self._stream, first, number, self._fault, self._most)

    def _is_array_a_line(self, line: bytes) -> bool:
        """Whether each line is an array by itself, of messages: this one and the next."""
        if not line.endswith(b"\n") or line.lstrip()[1:].lstrip()[:1] != b"{":
            return False
        return _depth_of(line) == 0 and self._stream.peek().lstrip().startswith(b"[")

    def _fault(self) -> str | None:
        for readable in self._readable:
            if readable.error:
                return f"the file cannot be read from here on: {readable.error}"
        return None


def _buffered(stream: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(stream, _CHUNK_BYTES)


class _Pushed(io.RawIOBase):
    """A stream with its first bytes, which were read already, put back; counts what passes."""

    def __init__(self, head: bytes, rest: io.BufferedIOBase) -> None:
        self._head = head
        self._rest = rest
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        if self._head:
            data, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            data = self._rest.read1(len(view))
        view[: len(data)] = data
        self.position += len(data)
        return len(data)


class _Readable(io.RawIOBase):
    """A stream that ends where it cannot be read on, for the reason in ``error``."""

    def __init__(self, stream: io.BufferedIOBase, most: int | None = None) -> None:
        self._stream = stream
        self._left = most
        self.error: BaseException | str | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._stream.read1(len(view))
        except (EOFError, OSError, zlib.error, UnicodeError, zipfile.BadZipFile) as error:
            self.error = error
            return 0
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                self.error = "it unpacks to more than it may"
                return 0
        view[: len(data)] = data
        return len(data)


_Fault = Callable[[], str | None]


def _too_long(most: int) -> str:
    return f"longer than {most} bytes"


def _whole_line(stream: io.BufferedIOBase, beginning: bytes, most: int) -> bytes:
    """The line with this beginning, or as much as is too long for one."""
    if beginning.endswith(b"\n"):
        return beginning
    return beginning + stream.readline(most + 1 - len(beginning))


def _is_begun(line: bytes) -> bool:
    """Whether a line is the beginning of JSON that goes on in the next one."""
    if len(line) > _CHUNK_BYTES or not line.endswith(b"\n"):
        return False
    depth = _depth_of(line)
    return depth is not None and depth > 0


def _depth_of(line: bytes) -> int | None:
    """How many brackets are open at the end of a line; None within a string."""
    marks = _Marks()
    depth = 0
    for mark, _ in marks.of(line):
        depth += (mark in b"[{") - (mark in b"]}")
    return None if marks.in_string else depth


def _is_conversation(line: bytes) -> bool:
    """Whether a line is a conversation by itself, which nothing indented contains."""
    line = line.strip()
    return line.startswith(b"{") and line.endswith(b"}") and b'"messages"' in line


def _lines(
    stream: io.BufferedIOBase, beginning: bytes, number: int, fault: _Fault, most: int
) -> Iterator[Record]:
    line = beginning
    while True:
        if not line.endswith(b"\n"):
            line += stream.readline(most + 1 - len(line))
        if not line.endswith(b"\n") and (unreadable := fault()) is not None:
            yield Record(number, fault=unreadable)
            return
        if not line:
            return
        if len(line) > most:
            yield Record(number, fault=_too_long(most))
            while line and not line.endswith(b"\n"):
                line = stream.readline(_CHUNK_BYTES)
        elif line.strip():
            yield Record(number, line)
        line = b""
        number += 1


def _items(stream: io.BufferedIOBase, first: bytes, fault: _Fault, most: int) -> Iterator[Record]:
    """The items of an array whose opening bracket has been read.

    An item is what stands between commas outside strings and brackets: one that is
    no JSON is reported by itself, and the next one is found all the same.
    """
    splitter = _Splitter(most)
    yield from splitter.feed(first)
    while chunk := stream.read1(_CHUNK_BYTES):
        yield from splitter.feed(chunk)
    if (unreadable := fault()) is not None:
        yield Record(splitter.number, fault=unreadable)
    else:
        yield from splitter.end()


def _objects(stream: io.BufferedIOBase, first: bytes, fault: _Fault, most: int) -> Iterator[Record]:
    """The objects that stand one after another, each on as many lines as it takes."""
    cutter = _Cutter(most)
    yield from cutter.feed(first)
    while chunk := stream.read1(_CHUNK_BYTES):
        yield from cutter.feed(chunk)
    if (unreadable := fault()) is not None:
        yield Record(cutter.number, fault=unreadable)
    else:
        yield from cutter.end()


class _Marks:
    """Finds what stands outside strings of JSON, fed with pieces of it in order."""

    def __init__(self) -> None:
        self.in_string = False
        self._escaped = False

    def of(self, chunk: bytes) -> Iterator[tuple[bytes, int]]:
        """The brackets and commas in a piece, each with the place after it."""
        at = int(self._escaped and bool(chunk))
        self._escaped = self._escaped and not chunk
        while found := (_INSIDE_STRINGS if self.in_string else _OUTSIDE_STRINGS).search(chunk, at):
            at = found.end()
            mark = found[0]
            if mark == b'"':
                self.in_string = not self.in_string
            elif mark == b"\\":
                self._escaped = at == len(chunk)
                at += 1
            else:
                yield mark, at


class _Pieces:
    """The conversation that is being read, and how many were before it."""

    def __init__(self, most: int) -> None:
        self.number = 1
        self._most = most
        self._marks = _Marks()
        self._depth = 0
        self._item = bytearray()
        self._oversize = False

    def _keep(self, piece: bytes) -> None:
        if len(self._item) + len(piece) > self._most:
            self._oversize = True
            self._item.clear()
        if not self._oversize:
            self._item += piece

    def _record(self) -> Record:
        record = Record(
            self.number,
            b"" if self._oversize else bytes(self._item),
            _too_long(self._most) if self._oversize else None,
        )
        self.number += 1
        self._item.clear()
        self._oversize = False
        return record


class _Cutter(_Pieces):
    """Cuts objects that stand one after another apart, fed with pieces of them in order."""

    def feed(self, chunk: bytes) -> Iterator[Record]:
        """The objects that end in this piece."""
        start = 0
        for mark, at in self._marks.of(chunk):
            if mark in b"[{":
                self._depth += 1
            elif mark in b"]}" and self._depth:
                self._depth -= 1
                if not self._depth:
                    self._keep(chunk[start:at])
                    start = at
                    yield self._record()
        self._keep(chunk[start:])

    def end(self) -> Iterator[Record]:
        """What is left when the file has ended."""
        if self._oversize:
            yield self._record()
        elif self._depth:
            yield Record(self.number, fault="the file ends before the conversation does")
        elif self._item.strip():
            yield self._record()


class _Splitter(_Pieces):
    """Cuts the inside of an array into its items, fed with pieces of it in order."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._ended = False
        self._trailing = False

    def feed(self, chunk: bytes) -> Iterator[Record]:
        """The items that end in this piece."""
        if self._ended:
            self._trailing |= bool(chunk.strip())
            return
        start = 0
        for mark, at in self._marks.of(chunk):
            if mark in b"[{":
                self._depth += 1
            elif mark in b"]}" and self._depth:
                self._depth -= 1
            elif mark in b",]" and not self._depth:
                self._keep(chunk[start : at - 1])
                start = at
                self._ended = mark == b"]"
                # "[]" and blanks in it hold no item.
                if not (self._ended and self.number == 1 and not self._item.strip()):
                    yield self._record()
                if self._ended:
                    self._trailing = bool(chunk[at:].strip())
                    return
        self._keep(chunk[start:])

    def end(self) -> Iterator[Record]:
        """What is left when the file has ended."""
        if self._ended:
            if self._trailing:
                yield Record(self.number, fault="something follows the end of the array")
            return
        if self._oversize or self._item.strip():
            yield self._record()
        yield Record(self.number, fault="the file ends before the array does")
