"""What a file is by its first bytes, where it is not simply JSON in UTF-8."""

import shlex

from commands.shared.failures import CommandError

__all__ = ["encoding_of", "refuse_archives"]

# First bytes, what has them, and what gives out its content.
_ARCHIVES = (
    (b"PK\x03\x04", "a zip archive", "unzip -p"),
    (b"PK\x05\x06", "a zip archive", "unzip -p"),
    (b"7z\xbc\xaf", "a 7z archive", "7z x -so"),
    (b"BZh", "compressed with bzip2", "bzip2 -dc"),
    (b"\xfd7zX", "compressed with xz", "xz -dc"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "zstd -dc"),
)
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
    """Raise CommandError, which says what to do, where these first bytes are no text's.

    ``name`` is the file's; None is the standard input.
    """
    for magic, what, unpack in _ARCHIVES:
        if head.startswith(magic):
            told = "The standard input" if name is None else name
            file = "FILE" if name is None else shlex.quote(name)
            raise CommandError(
                f"{told} is {what}. Import what is in it: "
                f"{unpack} {file} | threadkeep transcripts import - --user U"
            )


def encoding_of(head: bytes) -> str | None:
    """The encoding of a file with these first bytes; None for UTF-8."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    return _NULS.get(tuple(byte == 0 for byte in head))
