"""What can be done with shares of chats, and what whoever has the link reads."""

import hashlib
import math
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from documents.aggregates.chats import heads, shares
from documents.aggregates.chats.shares import StoredShare
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.chats import LostRange, StoredMessage
from documents.shapes.errors.chats import ChatMissing, ShareMissing
from services.chat_pages import ChatPages
from services.errors import InvalidArgument, TooManyReads
from services.pagination import Cursors, Page

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""What ``secrets.token_urlsafe(32)`` makes: 256 bits of chance."""

_LINKS_KNOWN = 10_000


@dataclass
class _Allowance:
    """How many reads are left at a time; they come back evenly over a minute."""

    most: int
    left: float
    at: datetime

    def take(self, now: datetime) -> None:
        """Take one. Raises TooManyReads."""
        gone = max(0.0, (now - self.at).total_seconds())
        self.left = min(float(self.most), self.left + gone * self.most / 60)
        self.at = max(now, self.at)
        if self.left < 1:
            raise TooManyReads(math.ceil((1 - self.left) * 60 / self.most))
        self.left -= 1


class SharedReads:
    """How often this process reads for people without an account.

    Each link that was read here lately has an allowance of its own, so that who guesses at
    links, or reads one without end, keeps nobody else from reading. All others, good or
    not, have one together.
    """

    def __init__(self, of_link: int, of_others: int) -> None:
        self._of_link = of_link
        self._of_others = of_others
        self._known: OrderedDict[str, _Allowance] = OrderedDict()
        self._others: _Allowance | None = None

    def admit(self, token_digest: str, now: datetime) -> None:
        """Take a read of the link's from what is left. Raises TooManyReads."""
        known = self._known.get(token_digest)
        if known is not None:
            self._known.move_to_end(token_digest)
            known.take(now)
            return
        if self._others is None:
            self._others = _Allowance(self._of_others, self._of_others, now)
        self._others.take(now)

    def found(self, token_digest: str, now: datetime) -> None:
        """Let a link that is good have an allowance of its own."""
        if token_digest in self._known:
            return
        # The read that found it is the first of them.
        self._known[token_digest] = _Allowance(self._of_link, self._of_link - 1, now)
        if len(self._known) > _LINKS_KNOWN:
            self._known.popitem(last=False)

    def lost(self, token_digest: str) -> None:
        """Forget a link that is not good any more."""
        self._known.pop(token_digest, None)


@dataclass(frozen=True)
class SharedMessages:
    """A page of a shared chat, in ascending order.

    ``lost`` are the numbers in it whose messages the database has lost. ``next`` is the
    number to go on after; None at the end of what is shared.
    """

    title: str | None
    through: int
    expires_at: datetime | None
    messages: Sequence[StoredMessage]
    lost: Sequence[LostRange] = field(default=())
    next: int | None = None


@dataclass(frozen=True)
class ShareService:
    """Shares of the caller's chats; and the messages that they share, for anybody."""

    clock: Clock
    cursors: Cursors
    chat_pages: ChatPages
    new_token: Callable[[], str]
    reads: SharedReads

    async def create_share(
        self,
        user_id: str,
        chat_id: PydanticObjectId,
        *,
        through: int | None,
        expires_at: datetime | None,
    ) -> tuple[StoredShare, str]:
        """Share a chat up to a number, its newest message's where there is none; and the token,
        which is told only here.

        Raises ChatMissing, InvalidArgument for a time that is past.
        """
        now = self.clock()
        if expires_at is not None and expires_at <= now:
            raise InvalidArgument("that is past", pointer="/expires_at")
        token = self.new_token()
        share = await shares.insert_share(
            user_id,
            chat_id,
            token_digest=_digest(token),
            through=through,
            expires_at=expires_at,
            now=now,
        )
        return share, token

    async def list_shares(
        self, user_id: str, chat_id: PydanticObjectId, *, cursor: str | None, limit: int
    ) -> Page[StoredShare]:
        """One page of a chat's shares, the newest first.

        Raises ChatMissing, InvalidArgument for a bad cursor.
        """
        await heads.find_head(user_id, chat_id)
        listing = f"shares of {chat_id}"
        after = self.cursors.read_id(cursor, user_id=user_id, listing=listing)
        found = await shares.list_shares(user_id, chat_id, after=after, limit=limit + 1)
        return self.cursors.page(
            found, limit, lambda share: [str(share["_id"])], user_id=user_id, listing=listing
        )

    async def delete_share(
        self, user_id: str, chat_id: PydanticObjectId, share_id: PydanticObjectId
    ) -> None:
        """Revoke a share. Raises ChatMissing, ShareMissing."""
        await shares.delete_share(user_id, chat_id, share_id)

    async def read(self, token: str, *, after: int, limit: int) -> SharedMessages:
        """The messages after a number that a token's share has.

        Raises ShareMissing for a token that shares nothing, now or any more; TooManyReads.
        """
        if _TOKEN.fullmatch(token) is None:
            raise ShareMissing
        digest, now = _digest(token), self.clock()
        self.reads.admit(digest, now)
        try:
            share = await shares.find_share(digest, now=now)
            limit = max(0, min(limit, share["through"] - after))
            page = await self.chat_pages.read(
                share["user_id"], share["chat_id"], after=after, limit=limit
            )
        except (ShareMissing, ChatMissing):
            self.reads.lost(digest)
            raise ShareMissing from None
        self.reads.found(digest, now)
        more = page.last < min(share["through"], page.head["last_sequence"])
        return SharedMessages(
            title=page.head["title"],
            through=share["through"],
            expires_at=share["expires_at"],
            messages=page.messages,
            lost=page.lost,
            next=page.last if more else None,
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
