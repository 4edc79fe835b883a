"""The media type of content that a request uploads."""

from collections.abc import Mapping

from api.content_types import media_type_in
from api.problems import malformed


def upload_type_of(headers: Mapping[str, str]) -> str:
    """The media type of uploaded content.

    Raises ProblemError for what is none, and for a part of the content: it would be stored
    as if it were the whole.
    """
    if "content-range" in headers:
        raise malformed("content is replaced as a whole", parameter="Content-Range")
    return media_type_in(headers)
