"""How many streams a user may have open: those that there are are counted, and nothing beside them.

Whoever opens one stores it, then counts. Where all that are stored have room it has a place, and
that was all. Of those that ask for the last one at once each may count the other: they say that
they wait, and decide in transactions that go one after another and count nobody who waits. So one
of them gets it, and never two: of any two that have a place the later one has counted the other.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from documents.aggregates.quotas.turns import make_ready, take_turn
from documents.database import Database, Transaction, collection_of, committed_in
from documents.shapes.errors.quotas import OverQuota
from documents.shapes.streams import MessageStream, StoredStream, StreamState

UNTIL_CLOSED_SECONDS = 5
"""When whoever has as many open as he may may ask again."""

_Verdict = Literal["has place", "no room", "gone"]


@dataclass(frozen=True)
class StreamQuota:
    """No more than so many open streams of a user, over all processes."""

    database: Database
    most: int

    async def admit(self, stream: StoredStream, *, is_new: bool) -> bool:
        """Let a stream that is stored and has no number yet be opened; whether it is still there.

        ``is_new`` for who stored it: others who found it must not rely on what he has counted.
        Raises OverQuota where it has no place.
        """
        if is_new:
            if await self._number(stream, {}, self.most + 1) <= self.most:
                return True
            # Far from the last place nobody waits: their writers were told of these.
            of_others = await self._number(stream, {"sequence_order": {"$ne": None}}, self.most)
            if of_others >= self.most:
                raise self._refusal()
            undecided = {**_unnumbered(stream), "has_place": None}
            await collection_of(MessageStream).update_one(undecided, {"$set": {"has_place": False}})
        elif stream.get("has_place"):
            return True
        await make_ready(stream["user_id"], "stream_turns")
        verdict = await self.database.in_transaction(partial(self._decide, stream))
        if verdict == "no room":
            raise self._refusal()
        return verdict == "has place"

    async def _number(self, stream: StoredStream, which: dict[str, Any], enough: int) -> int:
        return await committed_in(MessageStream).count_documents(
            {"user_id": stream["user_id"], "state": StreamState.STREAMING, **which}, limit=enough
        )

    async def _decide(self, stream: StoredStream, transaction: Transaction) -> _Verdict:
        streams, user_id = collection_of(MessageStream), stream["user_id"]
        await take_turn(user_id, "stream_turns", transaction)
        it = {"_id": stream["_id"], "user_id": user_id}
        found = await streams.find_one(
            it, {"has_place": 1, "sequence_order": 1}, session=transaction
        )
        if found is None:
            return "gone"
        if found["sequence_order"] is not None or found.get("has_place"):
            return "has place"
        others = await streams.count_documents(
            {
                "user_id": user_id,
                "state": StreamState.STREAMING,
                "has_place": {"$ne": False},
                "_id": {"$ne": stream["_id"]},
            },
            limit=self.most,
            session=transaction,
        )
        if others < self.most:
            await streams.update_one(it, {"$set": {"has_place": True}}, session=transaction)
            return "has place"
        if found.get("has_place") is False:
            await streams.delete_one(it, session=transaction)
        # Else whoever stored it may have it open in a moment, or it ends with its lease.
        return "no room"

    def _refusal(self) -> OverQuota:
        return OverQuota(
            f"{self.most} streams are open, which is as many as a user may have "
            "(THREADKEEP_MAX_USER_STREAMS)",
            quota="streams",
            of="user",
            retry_after_seconds=UNTIL_CLOSED_SECONDS,
        )


async def withdraw_unplaced(stream: StoredStream) -> None:
    """Take away a stream that got no place, unless another who opens it got one for it."""
    await collection_of(MessageStream).delete_one(
        {**_unnumbered(stream), "has_place": {"$ne": True}}
    )


def _unnumbered(stream: StoredStream) -> dict[str, Any]:
    return {"_id": stream["_id"], "user_id": stream["user_id"], "sequence_order": None}
