"""The frame of a request whose body may be a list of events."""

from typing import ClassVar

from api.guarded_route import GuardedHandler, GuardedRoute
from api.strict_route import RouteHandler
from services.limits import Limits
from services.stream_answers import check_event_count


class EventsHandler(GuardedHandler):
    """Handles requests whose body may be a list of events."""

    def check_list(self, limits: Limits, count: int) -> None:  # noqa: ARG002 - it is no setting
        """Raise OverLimit for too long a list."""
        check_event_count(count)


class EventsRoute(GuardedRoute):
    """A guarded route that takes events."""

    handler_class: ClassVar[type[RouteHandler]] = EventsHandler
