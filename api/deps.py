"""What routes ask for: the caller, the services, and what the request must match."""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection

from api.auth import Caller
from api.delegation import USER_HEADER
from api.problems import FORBIDDEN, ProblemError, Unavailable
from api.state import caller_of, runtime_of
from services.analytics import AnalyticsService
from services.assets import AssetService
from services.attachments import AttachmentService
from services.chats import ChatService
from services.checkpoints import CheckpointService
from services.conversations import ConversationService
from services.feedback import FeedbackService
from services.feeds import FeedService
from services.foresight import ForesightService
from services.forks import ForkService
from services.history import HistoryService
from services.hops import HopService
from services.imports import ImportService
from services.jobs import JobService
from services.messages import MessageService
from services.missions import MissionService
from services.search import SearchService
from services.sessions import SessionService
from services.shares import ShareService
from services.streams import StreamService
from services.tool_steps import ToolStepService
from services.users import UserService
from services.versions import VersionService
from services.webhooks.service import WebhookService
from services.wiring import Services


class _Bearer(HTTPBearer):
    """What the OpenAPI document tells of tokens. A GuardedRoute looks at them before."""

    async def __call__(self, request: HTTPConnection) -> None:
        """Nothing."""


_bearer = _Bearer(
    scheme_name="HTTPBearer",
    auto_error=False,
    description="a JWT; `threadkeep token SUBJECT` makes one",
)


async def _caller(
    request: Request,
    _: Annotated[None, Depends(_bearer)],  # for the OpenAPI
) -> Caller:
    return caller_of(request)


async def _services(request: Request) -> Services:
    services = runtime_of(request).services
    if services is None:
        raise Unavailable("The database has not been reached yet.")
    return services


async def _sessions(services: Annotated[Services, Depends(_services)]) -> SessionService:
    return services.sessions


async def _chats(services: Annotated[Services, Depends(_services)]) -> ChatService:
    return services.chats


async def _foresight(
    services: Annotated[Services, Depends(_services)],
) -> ForesightService:
    return services.foresight


async def _forks(services: Annotated[Services, Depends(_services)]) -> ForkService:
    return services.forks


async def _versions(services: Annotated[Services, Depends(_services)]) -> VersionService:
    return services.versions


async def _messages(services: Annotated[Services, Depends(_services)]) -> MessageService:
    return services.messages


async def _conversations(
    services: Annotated[Services, Depends(_services)],
) -> ConversationService:
    return services.conversations


async def _feedback(services: Annotated[Services, Depends(_services)]) -> FeedbackService:
    return services.feedback


async def _shares(services: Annotated[Services, Depends(_services)]) -> ShareService:
    return services.shares


async def _streams(services: Annotated[Services, Depends(_services)]) -> StreamService:
    return services.streams


async def _feeds(services: Annotated[Services, Depends(_services)]) -> FeedService:
    return services.feeds


async def _searches(services: Annotated[Services, Depends(_services)]) -> SearchService:
    return services.search


async def _admin(caller: Annotated[Caller, Depends(_caller)]) -> None:
    check_admin(caller)


def check_admin(caller: Caller) -> None:
    """Refuse whoever is no administrator."""
    if not caller.admin:
        more = "" if caller.actor is None else f", and no {USER_HEADER}"
        raise ProblemError(FORBIDDEN, f"This wants a token with the scope `admin`{more}.")


async def _users(services: Annotated[Services, Depends(_services)]) -> UserService:
    return services.users


async def _jobs(services: Annotated[Services, Depends(_services)]) -> JobService:
    return services.jobs


async def _analytics(services: Annotated[Services, Depends(_services)]) -> AnalyticsService:
    return services.analytics


async def _missions(services: Annotated[Services, Depends(_services)]) -> MissionService:
    return services.missions


async def _history(services: Annotated[Services, Depends(_services)]) -> HistoryService:
    return services.history


async def _hops(services: Annotated[Services, Depends(_services)]) -> HopService:
    return services.hops


async def _tool_steps(services: Annotated[Services, Depends(_services)]) -> ToolStepService:
    return services.tool_steps


async def _assets(services: Annotated[Services, Depends(_services)]) -> AssetService:
    return services.assets


async def _imports(services: Annotated[Services, Depends(_services)]) -> ImportService:
    return services.imports


async def _attachments(services: Annotated[Services, Depends(_services)]) -> AttachmentService:
    return services.attachments


async def _checkpoints(services: Annotated[Services, Depends(_services)]) -> CheckpointService:
    return services.checkpoints


async def _webhooks(services: Annotated[Services, Depends(_services)]) -> WebhookService:
    return services.webhooks


CurrentUser = Annotated[Caller, Depends(_caller)]
AllServices = Annotated[Services, Depends(_services)]
AdminOnly = Depends(_admin)
Users = Annotated[UserService, Depends(_users)]
Jobs = Annotated[JobService, Depends(_jobs)]
AnalyticsFigures = Annotated[AnalyticsService, Depends(_analytics)]
Sessions = Annotated[SessionService, Depends(_sessions)]
Chats = Annotated[ChatService, Depends(_chats)]
Foresight = Annotated[ForesightService, Depends(_foresight)]
Forks = Annotated[ForkService, Depends(_forks)]
Versions = Annotated[VersionService, Depends(_versions)]
Searches = Annotated[SearchService, Depends(_searches)]
Messages = Annotated[MessageService, Depends(_messages)]
Conversations = Annotated[ConversationService, Depends(_conversations)]
Feeds = Annotated[FeedService, Depends(_feeds)]
Feedback = Annotated[FeedbackService, Depends(_feedback)]
Shares = Annotated[ShareService, Depends(_shares)]
Streams = Annotated[StreamService, Depends(_streams)]
Missions = Annotated[MissionService, Depends(_missions)]
History = Annotated[HistoryService, Depends(_history)]
Hops = Annotated[HopService, Depends(_hops)]
ToolSteps = Annotated[ToolStepService, Depends(_tool_steps)]
Assets = Annotated[AssetService, Depends(_assets)]
Checkpoints = Annotated[CheckpointService, Depends(_checkpoints)]
Imports = Annotated[ImportService, Depends(_imports)]
Attachments = Annotated[AttachmentService, Depends(_attachments)]
Webhooks = Annotated[WebhookService, Depends(_webhooks)]

# A cursor of hops or steps names all that was shown, fifty of them and what was deleted since.
CursorParameter = Annotated[
    str | None,
    Query(max_length=4096, description="from `next` or `previous` of an earlier page"),
]
PageLimit = Annotated[int, Query(ge=1, le=500, description="how many at most")]
