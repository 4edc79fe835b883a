"""Answering with content: whole or a range of it, from a document or a file."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Header, Response
from fastapi.responses import StreamingResponse

from api.etags import names_none_of
from api.problems import RANGE_NOT_SATISFIABLE, ProblemError
from api.ranges import Unsatisfiable, range_in
from documents.shapes.base import PydanticObjectId

# Content is a user's: no browser may run it as a page of this service.
_SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}

RangeHeader = Annotated[
    str | None, Header(alias="Range", description="one range of bytes (RFC 9110)")
]
IfRange = Annotated[str | None, Header(alias="If-Range")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]


@dataclass(frozen=True)
class StoredContent:
    """Content to answer with: the file that ``file_id`` names, or else what ``text`` makes.

    ``name`` is what it is to be saved as, if that is known.
    """

    sha256: str
    size: int
    media_type: str
    file_id: PydanticObjectId | None = None
    text: Callable[[], bytes] = bytes
    name: str | None = None


def content_response(
    content: StoredContent,
    read_file: Callable[[PydanticObjectId, int, int], AsyncIterator[bytes]],
    *,
    if_none_match: list[str],
    if_range: str | None,
    range_header: str | None,
) -> Response:
    """The answer to a request for content, by these headers.

    ``read_file`` reads the bytes of a file between two positions, both included.

    Raises ProblemError where no byte of the content lies in the range.
    """
    etag = f'"{content.sha256}"'
    headers = {
        **_SAFE,
        "Content-Disposition": _disposition(content.name),
        "ETag": etag,
        "Accept-Ranges": "bytes",
    }
    if not names_none_of(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    wanted = None
    if if_range in (None, etag):
        try:
            wanted = range_in(range_header, content.size)
        except Unsatisfiable:
            raise ProblemError(
                RANGE_NOT_SATISFIABLE,
                f"The content has {content.size} bytes.",
                headers={"Content-Range": f"bytes */{content.size}"},
            ) from None
    first, last = wanted or (0, content.size - 1)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {first}-{last}/{content.size}"
    status = 200 if wanted is None else 206
    if content.file_id is None:
        return Response(content.text()[first : last + 1], status, headers, content.media_type)
    headers |= {"Content-Length": str(last - first + 1), "Content-Type": content.media_type}
    if last < first:
        return Response(b"", status, headers)
    return StreamingResponse(read_file(content.file_id, first, last), status, headers)


def _disposition(name: str | None) -> str:
    """What lets a browser save it, and never show it (RFC 6266)."""
    if name is None:
        return "attachment"
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
