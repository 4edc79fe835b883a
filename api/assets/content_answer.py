"""Answering with content: whole or a range of it, from a document or a file."""

from collections.abc import AsyncIterator, Callable

from fastapi import Response
from fastapi.responses import StreamingResponse

from api.assets.ranges import Unsatisfiable, range_in
from api.etags import names_none_of
from api.problems import RANGE_NOT_SATISFIABLE, ProblemError
from documents.aggregates.assets.content import json_text
from documents.shapes.assets import Asset
from documents.shapes.base import PydanticObjectId

# Content is a user's: no browser may run it as a page of this service.
_SAFE = {
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def content_response(
    asset: Asset,
    read_file: Callable[[PydanticObjectId, int, int], AsyncIterator[bytes]],
    *,
    if_none_match: list[str],
    if_range: str | None,
    range_header: str | None,
) -> Response:
    """The answer to a request for an asset's content, by these headers.

    ``read_file`` reads the bytes of a file between two positions, both included.

    Raises ProblemError where no byte of the content lies in the range.
    """
    facts = asset.content_facts
    assert facts is not None, "an asset without content was refused"
    etag = f'"{facts.sha256}"'
    headers = {**_SAFE, "ETag": etag, "Accept-Ranges": "bytes"}
    if not names_none_of(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    wanted = None
    if if_range in (None, etag):
        try:
            wanted = range_in(range_header, facts.bytes)
        except Unsatisfiable:
            raise ProblemError(
                RANGE_NOT_SATISFIABLE,
                f"The content has {facts.bytes} bytes.",
                headers={"Content-Range": f"bytes */{facts.bytes}"},
            ) from None
    first, last = wanted or (0, facts.bytes - 1)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {first}-{last}/{facts.bytes}"
    status = 200 if wanted is None else 206
    if facts.file_id is None:
        body = json_text(asset.content)[first : last + 1]
        return Response(body, status, headers, facts.media_type)
    headers |= {"Content-Length": str(last - first + 1), "Content-Type": facts.media_type}
    if last < first:
        return Response(b"", status, headers)
    return StreamingResponse(read_file(facts.file_id, first, last), status, headers)
