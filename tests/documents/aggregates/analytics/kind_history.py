"""What users do with missions, feedback and messages that cost something, by chance."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from documents.aggregates.analytics.figures import Figures, being_erased
from documents.aggregates.analytics.filling import fill, is_filled
from documents.aggregates.analytics.giving_feedback import delete_feedback, put_feedback
from documents.aggregates.analytics.kept_kinds import KeptKinds
from documents.aggregates.analytics.periods import BucketSize, Period
from documents.aggregates.analytics.usage import feedback_figures, usage_figures
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.edits import MessageChanges, edit_message
from documents.aggregates.hops import change as hops
from documents.aggregates.hops import steps
from documents.aggregates.missions import change as missions
from documents.aggregates.sessions.create import insert_session
from documents.aggregates.workflow.state import Actor
from documents.database import Database, collection_of
from documents.shapes.base import PydanticObjectId
from documents.shapes.chats import Chat
from documents.shapes.daily_figures import KindFigures
from documents.shapes.errors.chats import ChatError
from documents.shapes.errors.sessions import SessionError
from documents.shapes.errors.workflow import WorkflowError
from documents.shapes.feedback import MessageFeedback, Rating
from documents.shapes.hops import Hop
from documents.shapes.missions import Mission
from documents.shapes.state_tables import HopStatus, MissionStatus, StepStatus
from documents.upkeep.removal import remove_mission
from tests.documents.aggregates.analytics.test_daily_figures import USERS, History
from tests.documents.aggregates.analytics.test_figures import HINTS, LIMITS
from tests.queries import look

PERIODS = [
    Period(date(2026, 3, 1), date(2026, 5, 30), BucketSize.DAY, "UTC"),
    Period(date(2026, 3, 21), date(2026, 4, 18), BucketSize.WEEK, "Europe/Berlin"),
    Period(date(2026, 3, 21), date(2026, 3, 22), BucketSize.DAY, "Asia/Kathmandu"),
]

TOOLS = ["search", "mail", "$odd.name"]
MODELS = [None, "m-large", "m.small$"]


async def assert_exact(database: Database, periods: list[Period] = PERIODS) -> None:
    """Every figure of a kind, of all users and of each, is what a recount finds."""
    assert await is_filled(database, KindFigures)
    left_out = await being_erased(database)
    for period in periods:
        for user in (None, *USERS):
            without = left_out if user is None else ()
            kept = KeptKinds(database, period, user, without)
            counted = Figures(database, period, user, without)
            assert await kept.missions() == await counted.missions(), (period, user)
            tools = await kept.tools()
            assert tools == await counted.tools(), (period, user)
            assert list(tools.by_tool) == list((await counted.tools()).by_tool)
            assert await kept.usage() == await usage_figures(counted), (period, user)
            assert await kept.feedback() == await feedback_figures(counted), (period, user)


class KindHistory(History):
    """Its steps are done to missions, feedback and messages; ``removing`` as in History."""

    async def begin(self) -> None:
        """Some missions with hops and steps, after a first run that found nothing."""
        await fill(self.database, steps=100)
        for _ in range(4):
            await self.make()
        for act in (self.spend, self.spend, self.rate, self.rate):
            with suppress(SessionError):
                await act()
        for _ in range(16):
            await self.plan()
        for _ in range(6):
            with suppress(WorkflowError):
                await self.go_on()

    async def step(self) -> None:
        """Do one thing; what is refused is refused."""
        self.now += timedelta(minutes=self.chance.randrange(1, 600), milliseconds=7)
        acts: list[Callable[[], Awaitable[Any]]] = [
            *(self.make, self.spend, self.spend, self.correct, self.rate, self.rate),
            *(self.plan, self.plan, self.go_on, self.go_on, self.go_on, self.go_on),
        ]
        if self.chance.random() < 0.15:
            acts = [self.take_back, self.drop_mission, self.drop_mission]
            if self.removing:
                acts += [self.delete, self.restore, self.remove, self.sweep]
        if self.removing and self.chance.random() < 0.04:
            acts = [self.erase]
        try:
            await self.chance.choice(acts)()
        except (SessionError, ChatError, WorkflowError):
            return

    def actor(self, user_id: str) -> Actor:
        return Actor(user_id, self.now, None)

    async def make(self) -> None:
        """A session, with a mission of its own."""
        user = self.chance.choice(USERS)
        mission = await missions.insert_mission(self.actor(user), {"name": str(PydanticObjectId())})
        await insert_session(
            self.database,
            user,
            name="s",
            session_metadata={},
            chat_id=None,
            mission_id=mission.id,
            now=self.now,
        )

    async def some(self, model: Any) -> list[dict[str, Any]]:
        found = look(collection_of(model, self.database)).find({"deleted_at": None})
        return [each async for each in found]

    async def one_of(self, model: Any) -> dict[str, Any]:
        found = await self.some(model)
        if not found:
            raise SessionError
        return self.chance.choice(found)

    def usage(self) -> dict[str, Any]:
        return {
            "model": self.chance.choice(MODELS),
            "input_tokens": self.chance.randrange(1000),
            "cost": self.chance.randrange(1000) / 1000,
        }

    async def spend(self) -> None:
        session = await self._any()
        usages = [self.usage() for _ in range(self.chance.randint(1, 3))]
        await append(
            session["user_id"],
            session["chat"].id,
            [NewMessage("assistant", "a", others={"usage": usage}) for usage in usages],
            now=self.now,
            new_id=lambda: str(PydanticObjectId()),
            limits=LIMITS,
            hints=HINTS,
        )

    async def a_message(self) -> tuple[str, Any, str]:
        chats = [chat for chat in await self.some(Chat) if chat["messages"]]
        if not chats:
            raise SessionError
        chat = self.chance.choice(chats)
        return chat["user_id"], chat["_id"], self.chance.choice(chat["messages"])["id"]

    async def correct(self) -> None:
        user, chat_id, message_id = await self.a_message()
        usage = self.chance.choice([None, self.usage()])
        changes = MessageChanges({"usage": usage})
        await edit_message(
            self.database,
            user,
            chat_id,
            message_id,
            changes=changes,
            now=self.now,
            limits=LIMITS,
            revisions=None,
        )

    async def rate(self) -> None:
        rating = self.chance.choice([*Rating])
        here = await self.a_message()
        await put_feedback(self.database, *here, rating=rating, comment=None, now=self.now)

    async def take_back(self) -> None:
        given = await self.one_of(MessageFeedback)
        here = given["user_id"], given["chat_id"], given["message_id"]
        await delete_feedback(self.database, *here)

    async def plan(self) -> None:
        """Another hop of a mission, or another step of a hop."""
        if self.chance.random() < 0.4 or not await self.some(Hop):
            mission = await self.one_of(Mission)
            fields = {"name": "h", "is_final": self.chance.random() < 0.5}
            actor = self.actor(mission["user_id"])
            await hops.insert_hop(self.database, actor, mission["_id"], fields)
            return
        hop = await self.one_of(Hop)
        fields = {"name": "s", "tool_id": self.chance.choice(TOOLS)}
        await steps.insert_step(self.database, self.actor(hop["user_id"]), hop["_id"], fields)

    async def go_on(self) -> None:
        """Something of a mission, some steps nearer to its end, or away from it."""
        hop = await self.one_of(Hop)
        actor = self.actor(hop["user_id"])
        forward = self.chance.random() < 0.8
        mission_id, made = hop["mission_id"], [*hop["tool_steps"]]
        mission = await look(collection_of(Mission, self.database)).find_one({"_id": mission_id})
        if mission is not None and mission["status"] == MissionStatus.PROPOSED:
            to = MissionStatus.READY_FOR_NEXT_HOP if forward else MissionStatus.CANCELLED
            await missions.change_mission_status(
                self.database, actor, mission_id, to, hop_id=None, revisions=None
            )
        if hop["status"] == HopStatus.PROPOSED:
            await self.move_hop(actor, hop, HopStatus.READY_TO_RESOLVE)
        if not forward and made:
            await steps.delete_step(
                self.database, actor, self.chance.choice(made)["id"], revisions=None
            )
        for step in made:
            for ready in (StepStatus.READY_TO_CONFIGURE, StepStatus.READY_TO_EXECUTE):
                await self.move_step(actor, step, ready)
        await self.move_hop(actor, hop, HopStatus.READY_TO_EXECUTE)
        await self.move_hop(actor, hop, HopStatus.EXECUTING)
        for step in made:
            await self.move_step(actor, step, StepStatus.EXECUTING)
            self.now += timedelta(seconds=self.chance.randrange(100))
            end = StepStatus.COMPLETED if self.chance.random() < 0.8 else StepStatus.FAILED
            await self.move_step(self.actor(hop["user_id"]), step, end)

    async def complete(self, mission: dict[str, Any], *, tool: str, seconds: int) -> None:
        """Complete a proposed mission by one step of a tool, which takes so long."""
        actor = self.actor(mission["user_id"])
        database, mission_id = self.database, mission["_id"]
        made = await hops.insert_hop(database, actor, mission_id, {"name": "h", "is_final": True})
        assert made.hop.id is not None
        hop = {"_id": made.hop.id}
        step, _ = await steps.insert_step(
            database, actor, hop["_id"], {"name": "s", "tool_id": tool}
        )
        ready = MissionStatus.READY_FOR_NEXT_HOP
        await missions.change_mission_status(
            database, actor, mission_id, ready, hop_id=None, revisions=None
        )
        await self.move_hop(actor, hop, HopStatus.READY_TO_RESOLVE)
        for to in (StepStatus.READY_TO_CONFIGURE, StepStatus.READY_TO_EXECUTE):
            await self.move_step(actor, {"id": step.id}, to)
        for started in (HopStatus.READY_TO_EXECUTE, HopStatus.EXECUTING):
            await self.move_hop(actor, hop, started)
        await self.move_step(actor, {"id": step.id}, StepStatus.EXECUTING)
        self.now += timedelta(seconds=seconds)
        later = self.actor(mission["user_id"])
        await self.move_step(later, {"id": step.id}, StepStatus.COMPLETED)

    async def move_hop(self, actor: Actor, hop: dict[str, Any], to: HopStatus) -> None:
        with suppress(WorkflowError):
            await hops.change_hop_status(
                self.database, actor, hop["_id"], to, error_message=None, revisions=None
            )

    async def move_step(self, actor: Actor, step: dict[str, Any], to: StepStatus) -> None:
        with suppress(WorkflowError):
            await steps.change_step_status(
                self.database, actor, step["id"], to, result={}, revisions=None
            )

    async def drop_mission(self) -> None:
        mission = await self.one_of(Mission)
        actor = self.actor(mission["user_id"])
        if self.chance.random() < 0.5:
            hop = await self.one_of(Hop)
            await hops.delete_hop(
                self.database, self.actor(hop["user_id"]), hop["_id"], revisions=None
            )
            return
        await missions.delete_mission(self.database, actor, mission["_id"], revisions=None)
        if self.removing and self.chance.random() < 0.5:
            await remove_mission(self.database, mission["_id"])
