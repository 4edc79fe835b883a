"""What a caller missed, in the answer to a conflict: so that it can go on without asking.

The problem's member ``current`` is the thing as it is now, and the header ``ETag``
its version.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from api.errors import ApiError, from_documents
from api.etags import revision_etag
from api.sessions.schemas import session_out
from documents.sessions.errors import SessionChanged, TransitionRefused


@contextmanager
def session_conflicts() -> Iterator[None]:
    """Turn SessionChanged and TransitionRefused into answers that show the session."""
    try:
        yield
    except (SessionChanged, TransitionRefused) as error:
        if error.current is None:
            raise
        answer = from_documents(error)
        raise showing(
            answer, session_out(error.current), revision_etag(error.current.revision)
        ) from None


def showing(answer: ApiError, current: BaseModel, etag: str) -> ApiError:
    """The answer, with the thing as it is now."""
    answer.extra["current"] = current.model_dump(mode="json", exclude_none=False)
    answer.headers["ETag"] = etag
    return answer
