"""What can be done with tool steps."""

from dataclasses import dataclass

from api.missions.step_schemas import (
    StepOrder,
    StepStatusChange,
    ToolStepCreate,
    ToolStepDetail,
    ToolStepList,
    ToolStepOut,
    ToolStepPage,
    ToolStepUpdate,
)
from api.problems import Malformed
from documents.aggregates.hops import find, steps
from documents.aggregates.hops.steps import RESULT_FIELDS, StepOfHop
from documents.aggregates.workflow.state import Actor
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.hops import ToolStep
from documents.shapes.state_tables import StepStatus
from services.limits import Limits
from services.pagination import Cursors

_OBJECTS = ("parameter_mapping", "result_mapping", "resource_configs", "execution_result")
_RESULTS_OF = {
    StepStatus.COMPLETED: frozenset({"execution_result"}),
    StepStatus.FAILED: RESULT_FIELDS,
}


@dataclass(frozen=True)
class ToolStepService:
    """The caller's tool steps. Another user's step is one that does not exist."""

    database: Database
    clock: Clock
    limits: Limits
    cursors: Cursors

    def _actor(self, user_id: str, reason: str | None = None) -> Actor:
        return Actor(user_id, self.clock(), reason)

    async def create_step(
        self, user_id: str, hop_id: PydanticObjectId, body: ToolStepCreate
    ) -> StepOfHop:
        """Propose a tool step. Raises Missing, Locked, Full, TooHeavy."""
        fields = body.model_dump(exclude_unset=True)
        for name in _OBJECTS:
            self.limits.check_object(fields.get(name), f"/{name}")
        return await steps.insert_step(self.database, self._actor(user_id), hop_id, fields)

    async def get_step(self, user_id: str, step_id: PydanticObjectId) -> StepOfHop:
        """One tool step and its hop's id. Raises Missing."""
        return await find.find_step(user_id, step_id)

    async def list_steps(
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        *,
        statuses: list[StepStatus],
        cursor: str | None,
        limit: int,
    ) -> ToolStepPage:
        """One page of a hop's tool steps, in order. Raises Missing, Malformed."""
        listing = f"steps {hop_id} {','.join(sorted(set(statuses)))}"
        after = self.cursors.read_sequence(cursor, user_id=user_id, listing=listing)
        found = await find.list_steps(
            user_id, hop_id, statuses=statuses, after=after, limit=limit + 1
        )
        items = found[:limit]
        more = None
        if len(found) > limit:
            more = self.cursors.make([items[-1].sequence_order], user_id=user_id, listing=listing)
        return ToolStepPage(items=_out(items), next=more)

    async def update_step(
        self,
        user_id: str,
        step_id: PydanticObjectId,
        body: ToolStepUpdate,
        revisions: list[int] | None,
    ) -> StepOfHop:
        """Change fields of a tool step. Raises Missing, Changed, Locked, TooHeavy."""
        fields = body.model_dump(exclude_unset=True)
        for name in _OBJECTS:
            self.limits.check_object(fields.get(name), f"/{name}")
        return await steps.update_step(
            self.database, self._actor(user_id), step_id, fields, revisions
        )

    async def change_status(
        self,
        user_id: str,
        step_id: PydanticObjectId,
        body: StepStatusChange,
        revisions: list[int] | None,
    ) -> StepOfHop:
        """Change a tool step's status. Raises Missing, Changed, Refused, Blocked, TooHeavy."""
        given = body.model_dump(include=set(RESULT_FIELDS), exclude_none=True)
        for name in given.keys() - _RESULTS_OF.get(body.status, frozenset()):
            raise Malformed.at(f"does not go with {body.status}", pointer=f"/{name}")
        self.limits.check_object(body.execution_result, "/execution_result")
        return await steps.change_step_status(
            self.database,
            self._actor(user_id, body.reason),
            step_id,
            body.status,
            result=given,
            revisions=revisions,
        )

    async def reorder_steps(
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        body: StepOrder,
        revisions: list[int] | None,
    ) -> ToolStepList:
        """Put all of a hop's tool steps in order.

        Raises Missing, Changed, Locked, OrderMismatch, Malformed.
        """
        if len(set(body.step_ids)) < len(body.step_ids):
            raise Malformed.at("an id twice", pointer="/step_ids")
        ordered = await steps.reorder_steps(
            self.database, self._actor(user_id), hop_id, body.step_ids, revisions
        )
        return ToolStepList(items=_out(ordered))

    async def delete_step(
        self, user_id: str, step_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a tool step. Raises Missing, Changed, Locked."""
        await steps.delete_step(self.database, self._actor(user_id), step_id, revisions)


def _out(found: list[ToolStep]) -> list[ToolStepOut]:
    return [ToolStepOut.model_validate(step) for step in found]


def step_detail(found: StepOfHop) -> ToolStepDetail:
    """The JSON of a tool step with its hop's id."""
    step, hop_id = found
    return ToolStepDetail(**ToolStepOut.model_validate(step).model_dump(), hop_id=hop_id)
