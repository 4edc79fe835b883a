"""What can be done with tool steps."""

from dataclasses import dataclass
from typing import Any

from documents.aggregates.hops import find, steps
from documents.aggregates.hops.steps import RESULT_FIELDS, StepOfHop
from documents.aggregates.idempotency.once import Once
from documents.aggregates.workflow.state import Actor
from documents.database import Database
from documents.shapes.base import Clock, PydanticObjectId
from documents.shapes.hops import ToolStep
from documents.shapes.state_tables import StepStatus
from services.errors import InvalidArgument
from services.limits import Limits
from services.pagination import Cursors, Page

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
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        fields: dict[str, Any],
        once: Once | None = None,
    ) -> StepOfHop:
        """Propose a tool step. Raises Missing, Locked, Full, TooHeavy, OverLimit, InvalidArgument.

        ``fields`` are those of ToolStep that a user sets: the tool, its name and
        description, the mappings, ``resource_configs`` and ``validation_errors``.
        """
        self._check(fields)
        return await steps.insert_step(self.database, self._actor(user_id), hop_id, fields, once)

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
    ) -> Page[ToolStep]:
        """One page of a hop's tool steps, in order. Raises Missing, InvalidArgument."""
        listing = f"steps {hop_id} {','.join(sorted(set(statuses)))}"
        seen = self.cursors.read_seen(cursor, user_id=user_id, listing=listing)
        found = await find.list_steps(
            user_id, hop_id, statuses=statuses, seen=seen, limit=limit + 1
        )
        return self.cursors.unseen_page(
            found, limit, lambda step: step.id, seen=seen, user_id=user_id, listing=listing
        )

    async def update_step(
        self,
        user_id: str,
        step_id: PydanticObjectId,
        fields: dict[str, Any],
        revisions: list[int] | None,
    ) -> StepOfHop:
        """Set these fields of a tool step: those of ``create_step``, and its result.

        Raises Missing, Changed, Locked, TooHeavy, OverLimit, InvalidArgument.
        """
        self._check(fields)
        return await steps.update_step(
            self.database, self._actor(user_id), step_id, fields, revisions
        )

    async def change_status(
        self,
        user_id: str,
        step_id: PydanticObjectId,
        to: StepStatus,
        *,
        result: dict[str, Any],
        reason: str | None,
        revisions: list[int] | None,
    ) -> StepOfHop:
        """Change a tool step's status; ``result`` are those of RESULT_FIELDS to set with it.

        Raises Missing, Changed, Refused, Blocked, TooHeavy, OverLimit, InvalidArgument.
        """
        for name in result.keys() - _RESULTS_OF.get(to, frozenset()):
            raise InvalidArgument(f"does not go with {to}", pointer=f"/{name}")
        self._check(result)
        return await steps.change_step_status(
            self.database,
            self._actor(user_id, reason),
            step_id,
            to,
            result=result,
            revisions=revisions,
        )

    async def reorder_steps(
        self,
        user_id: str,
        hop_id: PydanticObjectId,
        step_ids: list[PydanticObjectId],
        revisions: list[int] | None,
    ) -> list[ToolStep]:
        """Put all of a hop's tool steps in order.

        Raises Missing, Changed, Locked, OrderMismatch, InvalidArgument.
        """
        if len(set(step_ids)) < len(step_ids):
            raise InvalidArgument("an id twice", pointer="/step_ids")
        return await steps.reorder_steps(
            self.database, self._actor(user_id), hop_id, step_ids, revisions
        )

    async def delete_step(
        self, user_id: str, step_id: PydanticObjectId, revisions: list[int] | None
    ) -> None:
        """Delete a tool step. Raises Missing, Changed, Locked."""
        await steps.delete_step(self.database, self._actor(user_id), step_id, revisions)

    def _check(self, fields: dict[str, Any]) -> None:
        for name in _OBJECTS:
            self.limits.check_object(fields.get(name), f"/{name}")
