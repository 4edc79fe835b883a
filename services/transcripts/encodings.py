"""What a file is by its first bytes, where it is not simply JSON in UTF-8."""

import codecs
import io
import shlex
from typing import TYPE_CHECKING

from services.errors import UnreadableFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Decoded", "encoding_of", "refuse_archives"]

# First bytes, where they stand, what has them, and what gives out its content.
_ARCHIVES = (
    (b"PK\x03\x04", 0, "a zip archive", "unzip -p"),
    (b"PK\x05\x06", 0, "a zip archive", "unzip -p"),
    (b"7z\xbc\xaf", 0, "a 7z archive", "7z x -so"),
    # https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, ustar
    (b"ustar", 257, "a tar archive", "tar -xOf"),
    (b"BZh", 0, "compressed with bzip2", "bzip2 -dc"),
    (b"\xfd7zX", 0, "compressed with xz", "xz -dc"),
    (b"\x28\xb5\x2f\xfd", 0, "compressed with zstd", "zstd -dc"),
)
_CHUNK_BYTES = 64 * 1024
# https://www.unicode.org/faq/utf_bom.html; UTF-32's mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# JSON begins with two ASCII characters: where NUL stands among the first bytes tells
# the encoding (RFC 4627, section 3).
_NULS: dict[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}


def refuse_archives(head: bytes, name: str | None) -> None:
    """Raise UnreadableFile, which says what to do, where these first bytes are no text's.

    ``name`` is the file's; None is the standard input.
    """
    for magic, place, what, unpack in _ARCHIVES:
        if head.startswith(magic, place):
            told = "The standard input" if name is None else name
            file = "FILE" if name is None else shlex.quote(name)
            raise UnreadableFile(
                f"{told} is {what}. Import what is in it: "
                f"{unpack} {file} | threadkeep transcripts import - --user U",
                what=what,
            )


def encoding_of(head: bytes) -> str | None:
    """The encoding of a file with these first bytes; None for UTF-8."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    return _NULS.get(tuple(byte == 0 for byte in head))


class Decoded(io.RawIOBase):
    """A stream in another encoding, as UTF-8.

    Raises UnicodeDecodeError where it cannot be read on, once all before that was read.
    """

    def __init__(self, stream: io.BufferedIOBase, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._error: UnicodeDecodeError | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read the next bytes."""
        view = memoryview(buffer).cast("B")
        ended = False
        while not self._ready:
            if self._error is not None:
                raise self._error
            if ended:
                return 0
            data = self._stream.read1(_CHUNK_BYTES)
            ended = not data
            self._ready = self._decode(data, ended=ended)
        data, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(data)] = data
        return len(data)

    def _decode(self, data: bytes, *, ended: bool) -> bytes:
        try:
            return self._decoder.decode(data, ended).encode()
        except UnicodeDecodeError as error:
            self._error = error
            whole = error.object[: error.start].decode(error.encoding)
            return whole.removeprefix("\ufeff").encode()
