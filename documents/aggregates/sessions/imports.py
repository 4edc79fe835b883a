"""Sessions that an import made: how they stand until somebody uses them.

``imported_at`` marks such a session, and ``kept_status`` is the status that it was told
to keep; any activity takes both away. Every write of an import carries the time
``imported_at``, so none of them looks like activity.
"""

from datetime import datetime

from documents.aggregates.sessions.change import open_or_close_chat
from documents.database import Database, ReturnDocument, Transaction, collection_of
from documents.shapes.base import PydanticObjectId, owned
from documents.shapes.sessions import (
    OPEN_STATUSES,
    SessionStatus,
    UserSession,
    read_session,
    untallied,
)
from documents.shapes.transitions import logged

IMPORTED = {"imported_at": {"$type": "date"}}
"""The condition of a session that was imported and that nobody has used since."""


async def take_more(
    database: Database,
    user_id: str,
    session_id: PydanticObjectId,
    *,
    keep: SessionStatus | None,
    now: datetime,
) -> bool:
    """Make an imported session that nobody has used since take an import's messages again.

    It counts as imported ``now``. ``keep`` is the status to keep from then on; with None
    it is what it was told before. False, and nothing changed, where it is no such session.
    """

    async def work(transaction: Transaction) -> bool:
        times = {"imported_at": now, "last_activity_at": now, "updated_at": now}
        raw = await collection_of(UserSession).find_one_and_update(
            {**owned(user_id, session_id), **IMPORTED},
            {
                "$max": times,
                "$set": {**untallied(), **({} if keep is None else {"kept_status": keep})},
            },
            return_document=ReturnDocument.AFTER,
            session=transaction,
        )
        if raw is None:
            return False
        session = read_session(raw)
        if session.status not in OPEN_STATUSES:
            await _move(session, SessionStatus.ACTIVE, now, transaction)
        return True

    return await database.in_transaction(work)


async def keep_as_told(
    database: Database,
    user_id: str,
    session_id: PydanticObjectId,
    *,
    keep: SessionStatus | None,
    now: datetime,
) -> None:
    """Give an imported session that nobody has used since the status that it is to keep.

    ``keep`` as for ``take_more``. Any other session is left as it is.
    """

    here = {**owned(user_id, session_id), **IMPORTED}
    sessions = collection_of(UserSession)
    if keep is None and await sessions.find_one({**here, "kept_status": {"$ne": None}}) is None:
        return

    async def work(transaction: Transaction) -> None:
        if keep is not None:
            await sessions.update_one(here, {"$set": {"kept_status": keep}}, session=transaction)
        raw = await sessions.find_one(here, session=transaction)
        if raw is None or raw.get("kept_status") in (None, raw["status"]):
            return
        await _move(read_session(raw), SessionStatus(raw["kept_status"]), now, transaction)

    await database.in_transaction(work)


async def _move(
    session: UserSession, to: SessionStatus, now: datetime, transaction: Transaction
) -> None:
    raw = await collection_of(UserSession).find_one_and_update(
        {"_id": session.id},
        [
            {
                "$set": {
                    **logged(to, at=now, by=session.user_id, reason="imported"),
                    "revision": {"$add": ["$revision", 1]},
                    **untallied(),
                }
            }
        ],
        return_document=ReturnDocument.AFTER,
        session=transaction,
    )
    assert raw is not None, "it was read in this transaction"
    await open_or_close_chat(read_session(raw), now, transaction)
