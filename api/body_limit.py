"""How long the body of a request may be."""

from starlette.types import Message, Receive

from api.problems import TOO_LARGE, ProblemError

BODY_LASTS = "threadkeep.body_lasts"
"""In a request's scope: a known caller's body may take as long as it likes."""


def body_over_limit() -> ProblemError:
    """The answer to a body that is longer than its route takes."""
    return ProblemError(
        TOO_LARGE,
        "The body is over the limit: THREADKEEP_MAX_BODY_BYTES, or, of an upload, "
        "THREADKEEP_MAX_ASSET_UPLOAD_BYTES or THREADKEEP_MAX_ATTACHMENT_BYTES, or, of an import, "
        "THREADKEEP_MAX_IMPORT_BYTES. What a message shows can be uploaded with POST "
        "/chats/{id}/attachments, and named in it; `threadkeep transcripts import` takes any file.",
    )


def declared_bytes(content_length: bytes | None) -> int | None:
    """How long a body is to be; None where its head does not say so in a number."""
    try:
        return None if content_length is None else int(content_length)
    except ValueError:
        return None


class LimitedReceive:
    """Receives a body (ASGI), of which no more than ``most_bytes`` come through.

    Raises ProblemError (413) at the first part that is beyond them.
    """

    def __init__(self, receive: Receive, most_bytes: int) -> None:
        self._receive = receive
        self._most = self._left = most_bytes

    @property
    def size(self) -> int:
        """How many bytes have come."""
        return self._most - self._left

    async def __call__(self) -> Message:
        """The next message, in the place of the server's own."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise body_over_limit()
        return message
