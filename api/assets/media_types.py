"""The media type of content that a request uploads."""

from collections.abc import Mapping

from api.problems import malformed
from documents.aggregates.assets.content import JSON


def upload_type_of(headers: Mapping[str, str]) -> str:
    """The media type of uploaded content.

    Raises ProblemError for what is none, and for a part of the content: it would be stored
    as if it were the whole.
    """
    if "content-range" in headers:
        raise malformed("content is replaced as a whole", parameter="Content-Range")
    header = headers.get("content-type")
    if header is None:
        return "application/octet-stream"
    media_type = header.split(";")[0].strip().lower()
    if media_type == JSON:
        return JSON
    if (
        len(header) > 255
        or "/" not in media_type
        or not header.isascii()
        or not header.isprintable()
    ):
        raise malformed("not a media type", parameter="Content-Type")
    return header
