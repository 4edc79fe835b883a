"""What keeps the store in order: the sweep, and the check of how chats are stored."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from documents.aggregates.chats.sealed_max import catch_up
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.upkeep.check import EVERY_CHAT, ChatsToCheck, check_chat, check_chats
from documents.upkeep.checkpoint_check import (
    CheckpointFinding,
    check_checkpoints,
    repair_checkpoints,
)
from documents.upkeep.conversion import Converted, convert_chats
from documents.upkeep.findings import ChatFinding, Checked
from documents.upkeep.preview import preview_sweep
from documents.upkeep.quota_check import QuotaFinding, check_quotas, repair_quota
from documents.upkeep.repair import repair
from documents.upkeep.resting import OnStep, silent
from documents.upkeep.sweep import Periods, SweepReport, count_due, sweep_alone
from documents.upkeep.word_filling import Filled, fill_words
from services.settings import Settings


def periods_of(settings: Settings) -> Periods:
    """The periods of a session's life that the settings give."""
    return Periods(
        abandoned_after=_period(hours=settings.session_abandoned_after_hours),
        archived_after=_period(days=settings.session_archived_after_days),
        deleted_after=_period(days=settings.session_deleted_after_days),
        kept=timedelta(days=settings.deleted_kept_days),
    )


def _period(**length: float | None) -> timedelta | None:
    ((unit, number),) = length.items()
    return None if number is None else timedelta(**{unit: number})


def retention_told(settings: Settings) -> str:
    """One line that says what time does to sessions."""
    told = [
        _told("abandoned", settings.session_abandoned_after_hours, "hour", "without activity"),
        _told("archived", settings.session_archived_after_days, "day", "abandoned"),
        _told("deleted", settings.session_deleted_after_days, "day", "archived"),
    ]
    by = "" if settings.sweep_every_minutes else ", by `threadkeep sweep` alone"
    return f"sessions are {', '.join(told)}{by}"


def _told(what: str, number: float | None, unit: str, of: str) -> str:
    if number is None:
        return f"never {what}"
    return f"{what} after {number:g} {unit}{'' if number == 1 else 's'} {of}"


@dataclass(frozen=True)
class UpkeepService:
    """Upkeep of every user's data, for operators and for the service's own schedules."""

    database: Database
    clock: Clock
    periods: Periods

    async def sweep(self, *, on_step: OnStep = silent, wait_seconds: float = 0) -> SweepReport:
        """Do to every session what is due now.

        ``on_step`` is told what is done, and to how many. Raises LeaseHeld when
        another sweep runs for longer than ``wait_seconds``, and LeaseLost when this
        one was taken for dead.
        """
        report = await sweep_alone(
            self.database,
            self.periods,
            clock=self.clock,
            on_step=on_step,
            wait_seconds=wait_seconds,
        )
        assert report is not None, "only a sweep that asks for the last one's time can be left out"
        return report

    async def sweep_unless_within(self, period: timedelta) -> SweepReport | None:
        """Sweep, unless a sweep ended less than ``period`` ago: then None.

        Raises LeaseHeld when another sweep runs, and LeaseLost.
        """
        return await sweep_alone(self.database, self.periods, clock=self.clock, not_within=period)

    async def preview_sweep(self) -> SweepReport:
        """The report that a sweep would give now. Changes nothing."""
        return await preview_sweep(self.database, self.periods, now=self.clock())

    async def count_due(self) -> int:
        """How many sessions a sweep would have to do with now."""
        return await count_due(self.periods, now=self.clock())

    def check_chats(
        self, *, conversations: bool = True, chats: ChatsToCheck = EVERY_CHAT
    ) -> AsyncGenerator[Checked]:
        """Check how chats are stored; with ``conversations`` tool calls and answers, too."""
        return check_chats(now=self.clock(), conversations=conversations, chats=chats)

    async def check_chat(
        self, chat_id: PydanticObjectId, *, conversations: bool = True
    ) -> Checked | None:
        """Check how one chat is stored; None when there is none."""
        return await check_chat(chat_id, now=self.clock(), conversations=conversations)

    async def repair(self, finding: ChatFinding) -> bool:
        """Mend what a check found, if that takes no guessing; whether it is mended now."""
        return await repair(finding)

    def check_quotas(self) -> AsyncIterator[QuotaFinding]:
        """Check what every user's attachments count to the quota."""
        return check_quotas(self.database)

    async def repair_quota(self, finding: QuotaFinding) -> bool:
        """Count a user's attachments anew; whether they are counted right now."""
        return await repair_quota(self.database, finding.user_id)

    def check_checkpoints(self) -> AsyncIterator[CheckpointFinding]:
        """Check that every user's checkpoints are whole, and what they count to the quota."""
        return check_checkpoints(self.database)

    async def repair_checkpoints(self, finding: CheckpointFinding) -> bool:
        """Count checkpoints anew, where that was wrong; whether they are counted right now."""
        return await repair_checkpoints(self.database, finding)

    def convert_chats(self, *, dry_run: bool = False) -> AsyncIterator[Converted]:
        """Make today's messages of those that imports of older releases stored.

        With ``dry_run`` nothing is changed. Raises ChatBusy.
        """
        return convert_chats(self.database, now=self.clock(), dry_run=dry_run)

    def fill_words(self, *, dry_run: bool = False) -> AsyncIterator[Filled]:
        """Give words for the search to what was stored without them.

        With ``dry_run`` nothing is changed.
        """
        return fill_words(now=self.clock(), dry_run=dry_run)

    async def catch_up(self, chat_id: PydanticObjectId) -> bool:
        """Count in, for one command less an append, what a chat has sealed with an older
        release; whether all of it is."""
        return await catch_up(chat_id) == 0
