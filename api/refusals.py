"""The answer to everything that the documents and the services refuse, in one table.

Where a change was refused for what is stored by now, the answer shows what the caller
missed, so that it can go on without asking: the member ``current`` is the thing as it
is now, and the header ``ETag`` its version.
"""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from api import problems
from api.assets.schemas import AssetOut
from api.entities import ChatOut, MessageOut, MissionOut
from api.etags import chat_etag, message_etag, revision_etag, session_etag
from api.metrics import count_refusal
from api.problems import ProblemError, ProblemType, QuotaExceededProblem, Unavailable, malformed
from api.sessions.schemas import SessionOut
from documents.aggregates.chats.lost import in_words
from documents.aggregates.chats.pages import within_bytes
from documents.json_values import Unstorable, pointer_of
from documents.shapes.assets import Asset
from documents.shapes.errors import (
    attachments,
    chats,
    checkpoints,
    idempotency,
    sessions,
    streams,
    webhooks,
    workflow,
)
from documents.shapes.errors.quotas import OverQuota
from documents.shapes.state_tables import MissionStatus
from documents.upkeep import erasure as users
from documents.upkeep import user_jobs
from services import errors as services
from services.chat_answers import ChatConflict, MessageConflict

__all__ = ["REFUSED", "answer_to"]

_UNTIL_CLOSED_SECONDS = 5
"""When there may be room again where something open has to end."""

_UNTIL_REMOVED_SECONDS = 3600
"""And where somebody has to remove something."""


def answer_to(error: Exception) -> ProblemError:
    """The answer to what the documents or the services refuse.

    Raises KeyError for an error that the table does not know: a bug, and a 500.
    """
    if isinstance(error, (ChatConflict, MessageConflict)):
        answer = answer_to(error.refusal)
    else:
        answer = _ANSWERS[type(error)](error)
    if (quota := _quota_of(error)) is not None:
        count_refusal(*quota)
    missed = _as_it_is_now(error)
    if missed is not None:
        current, etag = missed
        answer.extra["current"] = current.model_dump(mode="json")
        answer.headers["ETag"] = etag
    return answer


_QUOTAS = {
    attachments.QuotaExceeded: ("attachment_bytes", "user"),
    checkpoints.CheckpointQuotaExceeded: ("checkpoint_bytes", "user"),
    services.TooManyFeeds: ("feeds", "user"),
    services.FeedsFull: ("feeds", "process"),
    services.TooManyReads: ("shared_reads", "link"),
}
"""The quotas that have an error of their own: their names, and whose they are."""


def _quota_of(error: Exception) -> tuple[str, str] | None:
    """Which quota an error is of, and whose that is."""
    return (error.quota, error.of) if isinstance(error, OverQuota) else _QUOTAS.get(type(error))


REFUSED: tuple[type[Exception], ...] = (
    services.ServiceError,
    attachments.AttachmentError,
    checkpoints.CheckpointError,
    chats.ChatError,
    sessions.SessionError,
    idempotency.IdempotencyKeyReused,
    OverQuota,
    streams.StreamError,
    user_jobs.JobError,
    users.StillWriting,
    webhooks.WebhookError,
    workflow.WorkflowError,
    Unstorable,
)
"""The bases of all that ``answer_to`` answers."""


def _as_it_is_now(error: Exception) -> tuple[BaseModel, str] | None:
    """What the caller wanted to change, and its ETag; None where the error does not carry it."""
    if isinstance(error, ChatConflict):
        head = error.current
        chat = ChatOut.of(head, error.missed)
        return chat, chat_etag(head.revision, head.last_sequence)
    if isinstance(error, MessageConflict):
        return MessageOut.model_validate(error.current), message_etag(error.current)
    if isinstance(error, chats.ChatKeyTaken) and error.current is not None:
        head = error.current
        return ChatOut.of(head), chat_etag(head.revision, head.last_sequence)
    if isinstance(error, sessions.SessionError) and error.current is not None:
        return SessionOut.of(error.current), session_etag(error.current)
    if isinstance(error, workflow.NameTaken) and error.holder is not None:
        holder = error.holder
        if isinstance(holder, Asset):
            return AssetOut.of(holder), revision_etag(holder.revision)
        return MissionOut.model_validate(holder), revision_etag(holder.revision)
    return None


def _sentence(error: Exception | str) -> str:
    # str.capitalize() would change the case of the ids in it.
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def _no_such(what: str) -> Callable[[Any], ProblemError]:
    return lambda _: ProblemError(problems.NOT_FOUND, f"There is no such {what}.")


def _no_message(error: chats.MessageMissing) -> ProblemError:
    text = "There is no such message."
    if error.lost:
        text += f" Of this chat the messages {in_words(error.lost)} are lost."
    return ProblemError(problems.NOT_FOUND, text)


def _told(type: ProblemType) -> Callable[[Any], ProblemError]:
    return lambda error: ProblemError(type, _sentence(error))


def _only(type: ProblemType) -> Callable[[Any], ProblemError]:
    return lambda _: ProblemError(type)


def _at(error: Any) -> ProblemError:
    return malformed(error.reason, pointer=error.pointer)


def _over(retry_after_seconds: int | None = None) -> Callable[[Any], ProblemError]:
    """The answer to who has no room in a quota."""

    def answer(error: Exception) -> ProblemError:
        quota, of = _quota_of(error) or ("", "")
        wait = retry_after_seconds or getattr(error, "retry_after_seconds", None)
        return QuotaExceededProblem(
            _sentence(error), quota=quota, of=of, retry_after_seconds=wait or 1
        )

    return answer


def _moved(type: ProblemType) -> Callable[[workflow.Refused], ProblemError]:
    return lambda error: ProblemError(
        type, _sentence(error), current_status=error.status, allowed=error.allowed
    )


def _gap(error: streams.SequenceGap) -> ProblemError:
    headers = {
        "Producer-Expected-Seq": str(error.expected),
        "Producer-Received-Seq": str(error.received),
    }
    return ProblemError(problems.SEQUENCE_GAP, _sentence(error), headers=headers)


def _stale(error: streams.StaleEpoch) -> ProblemError:
    headers = {"Producer-Epoch": str(error.epoch)}
    return ProblemError(problems.STALE_EPOCH, _sentence(error), headers=headers)


def _id_taken(error: chats.MessageIdTaken) -> ProblemError:
    shown = within_bytes(list(error.stored), ascending=True)
    stored = [MessageOut.model_validate(message).model_dump(mode="json") for message in shown]
    return ProblemError(problems.MESSAGE_ID_TAKEN, _sentence(error), ids=error.ids, stored=stored)


_ANSWERS: dict[type[Exception], Callable[[Any], ProblemError]] = {
    services.InvalidArgument: lambda error: malformed(
        error.reason, pointer=error.pointer, parameter=error.parameter
    ),
    services.OverLimit: _told(problems.TOO_LARGE),
    services.ContentOverLimit: lambda error: ProblemError(
        problems.TOO_LARGE, f"{_sentence(error)} Upload it with PUT /assets/{{id}}/content."
    ),
    services.RepeatedId: lambda error: ProblemError(
        problems.MESSAGE_ID_TAKEN, _sentence(error), ids=error.ids
    ),
    attachments.AttachmentMissing: _no_such("attachment"),
    attachments.AttachmentInUse: lambda error: ProblemError(
        problems.ATTACHMENT_IN_USE, _sentence(error), message_ids=list(error.message_ids)
    ),
    attachments.AttachmentUnfinished: _only(problems.UPLOAD_UNFINISHED),
    attachments.AttachmentFinished: _told(problems.UPLOAD_FINISHED),
    attachments.AttachmentKeyReused: _only(problems.IDEMPOTENCY_KEY_REUSED),
    attachments.OffsetMismatch: lambda error: ProblemError(
        problems.UPLOAD_OFFSET_MISMATCH,
        _sentence(error),
        headers={"Upload-Offset": str(error.offset)},
        offset=error.offset,
    ),
    attachments.UploadOvertaken: _only(problems.UPLOAD_OVERTAKEN),
    attachments.UploadRemoved: _only(problems.UPLOAD_REMOVED),
    attachments.LengthMismatch: lambda error: malformed(str(error), parameter="Upload-Length"),
    attachments.DigestMismatch: lambda error: ProblemError(
        problems.DIGEST_MISMATCH,
        _sentence(error),
        errors=[{"parameter": error.header, "detail": str(error)}],
    ),
    attachments.AttachmentTooLarge: _told(problems.TOO_LARGE),
    attachments.QuotaExceeded: _over(_UNTIL_REMOVED_SECONDS),
    chats.ChatKeyTaken: _only(problems.KEY_TAKEN),
    chats.ChatMissing: _no_such("chat"),
    chats.MessageMissing: _no_message,
    chats.ChatClosed: _only(problems.CHAT_CLOSED),
    chats.ChatChanged: _only(problems.PRECONDITION_FAILED),
    chats.ChatOwned: _only(problems.CHAT_OWNED),
    chats.MessageIdTaken: _id_taken,
    chats.MessageStreaming: _only(problems.MESSAGE_STREAMING),
    chats.MessageRedacted: _only(problems.MESSAGE_REDACTED),
    chats.MessageChanged: _only(problems.PRECONDITION_FAILED),
    chats.AttachmentRefused: lambda error: malformed(error.reason, pointer=pointer_of(error.path)),
    chats.AppendTooLarge: _told(problems.TOO_LARGE),
    chats.VersionMissing: _no_such("version"),
    chats.TooManyVersions: _told(problems.LIMIT_REACHED),
    chats.ForkTooLong: lambda error: malformed(_sentence(error), pointer="/through"),
    chats.ForkTooDeep: _told(problems.LIMIT_REACHED),
    chats.ChatBusy: lambda _: Unavailable("Too many writers on this chat at once."),
    checkpoints.CheckpointValueMissing: _no_such("value"),
    checkpoints.CheckpointUploadMissing: _told(problems.CHECKPOINT_UPLOAD_MISSING),
    checkpoints.CheckpointTooLarge: _told(problems.TOO_LARGE),
    checkpoints.CheckpointQuotaExceeded: _over(_UNTIL_REMOVED_SECONDS),
    checkpoints.ThreadTaken: _only(problems.THREAD_TAKEN),
    checkpoints.ThreadBusy: lambda _: Unavailable("Too many change this thread at once."),
    idempotency.IdempotencyKeyReused: _only(problems.IDEMPOTENCY_KEY_REUSED),
    sessions.SessionKeyTaken: _only(problems.KEY_TAKEN),
    sessions.SessionMissing: _no_such("session"),
    sessions.SessionChanged: _only(problems.PRECONDITION_FAILED),
    sessions.TransitionRefused: lambda error: ProblemError(
        problems.TRANSITION_REFUSED,
        f"The session {error}.",
        current_status=error.status,
        allowed=error.allowed,
    ),
    sessions.ReferenceMissing: lambda error: ProblemError(
        problems.NOT_FOUND, f"There is no such {error.entity}."
    ),
    sessions.ReferenceTaken: lambda error: ProblemError(
        problems.REFERENCE_TAKEN, _sentence(error), session_id=str(error.session_id)
    ),
    sessions.MissionCompleted: lambda error: ProblemError(
        problems.WRONG_STATUS, _sentence(error), current_status=MissionStatus.COMPLETED
    ),
    services.TooManyFeeds: _over(_UNTIL_CLOSED_SECONDS),
    OverQuota: _over(),
    services.FeedsFull: lambda error: Unavailable(_sentence(error)),
    services.UnknownFeedPlace: _only(problems.UNKNOWN_EVENT_ID),
    chats.ShareMissing: _no_such("share"),
    services.TooManyReads: _over(),
    streams.StreamMissing: _no_such("stream"),
    streams.StreamExpired: lambda error: ProblemError(
        problems.STREAM_EXPIRED,
        _sentence(error),
        chat_id=str(error.chat_id),
        message_id=error.message_id,
    ),
    streams.StreamEnded: lambda error: ProblemError(
        problems.STREAM_ENDED, _sentence(error), state=error.state, next=error.next
    ),
    streams.StaleEpoch: _stale,
    streams.SequenceGap: _gap,
    streams.EpochNotBegun: lambda error: malformed(str(error), parameter="Producer-Seq"),
    streams.StreamTooLarge: _told(problems.TOO_LARGE),
    user_jobs.JobMissing: _no_such("job"),
    user_jobs.JobRunning: _only(problems.JOB_RUNNING),
    user_jobs.JobWithoutFile: lambda _: ProblemError(
        problems.NOT_FOUND, "The job has ended and has no file."
    ),
    users.StillWriting: lambda error: ProblemError(problems.STILL_WRITING, f"{error}."),
    webhooks.WebhookMissing: _no_such("webhook"),
    webhooks.WebhookChanged: _only(problems.PRECONDITION_FAILED),
    webhooks.TooManyWebhooks: _told(problems.LIMIT_REACHED),
    webhooks.WebhookDisabled: lambda error: ProblemError(
        problems.WRONG_STATUS, _sentence(error), current_status="disabled"
    ),
    webhooks.DeliveryMissing: _no_such("delivery"),
    workflow.Missing: _told(problems.NOT_FOUND),
    workflow.Changed: _only(problems.PRECONDITION_FAILED),
    workflow.Refused: _moved(problems.TRANSITION_REFUSED),
    workflow.Blocked: _moved(problems.TRANSITION_BLOCKED),
    workflow.Locked: lambda error: ProblemError(
        problems.WRONG_STATUS, _sentence(error), current_status=error.status
    ),
    workflow.NameTaken: _only(problems.NAME_TAKEN),
    workflow.OrderMismatch: lambda error: ProblemError(
        problems.ORDER_MISMATCH, _sentence(error), expected=error.expected
    ),
    workflow.Full: _told(problems.LIMIT_REACHED),
    workflow.TooHeavy: _told(problems.TOO_LARGE),
    workflow.NotInline: lambda error: ProblemError(
        problems.TOO_LARGE, _sentence(f"{error}; upload it with PUT /assets/{{id}}/content")
    ),
    workflow.ContentRefused: _at,
    workflow.UploadGone: lambda _: Unavailable("The upload took too long."),
    Unstorable: _at,
}
