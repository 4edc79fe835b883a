"""What a caller missed, in the answer to a conflict: so that it can go on without asking.

The problem's member ``current`` is the thing as it is now, and the header ``ETag``
its version.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from api.entities import MissionOut
from api.etags import revision_etag
from api.problems import ApiError, from_documents
from api.sessions.schemas import session_out
from documents.shapes.errors.sessions import SessionError
from documents.shapes.errors.workflow import NameTaken


@contextmanager
def session_conflicts() -> Iterator[None]:
    """Turn the refusal of a change into an answer that shows the session."""
    try:
        yield
    except SessionError as error:
        if error.current is None:
            raise
        answer = from_documents(error)
        raise showing(
            answer, session_out(error.current), revision_etag(error.current.revision)
        ) from None


@contextmanager
def name_conflicts() -> Iterator[None]:
    """Turn NameTaken into an answer that shows the mission that has the name."""
    try:
        yield
    except NameTaken as error:
        if error.mission is None:
            raise
        mission = MissionOut.model_validate(error.mission)
        etag = revision_etag(error.mission.revision)
        raise showing(from_documents(error), mission, etag) from None


def showing(answer: ApiError, current: BaseModel, etag: str) -> ApiError:
    """The answer, with the thing as it is now."""
    answer.extra["current"] = current.model_dump(mode="json", exclude_none=False)
    answer.headers["ETag"] = etag
    return answer
