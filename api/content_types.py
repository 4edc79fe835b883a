"""The media type of what a request uploads."""

from collections.abc import Mapping

from api.problems import malformed

_JSON = "application/json"


def media_type_in(headers: Mapping[str, str]) -> str:
    """The media type of a body, whatever it is. Raises ProblemError for what is none."""
    header = headers.get("content-type")
    if header is None:
        return "application/octet-stream"
    media_type = header.split(";")[0].strip().lower()
    if media_type == _JSON:
        return _JSON
    if (
        len(header) > 255
        or "/" not in media_type
        or not header.isascii()
        or not header.isprintable()
    ):
        raise malformed("not a media type", parameter="Content-Type")
    return header
