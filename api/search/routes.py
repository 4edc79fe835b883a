"""The route of the search."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CurrentUser, CursorParameter, Searches
from api.fields import Id
from api.guarded_route import GuardedRoute
from api.listing import CreatedAfter, CreatedBefore
from api.problems import MALFORMED, answers
from api.search.schemas import SearchPage
from documents.aggregates.search.find import SearchScope
from documents.shapes.chats import Role

router = APIRouter(prefix="/search", tags=["search"], route_class=GuardedRoute)


@router.get("", responses=answers(MALFORMED))
async def search_messages(
    user: CurrentUser,
    searches: Searches,
    q: Annotated[
        str,
        Query(
            description='words that must all be there; the last may go on. `"…"` is a phrase, '
            "and a minus before a word or a phrase forbids it",
            min_length=1,
            max_length=500,
            examples=['lost "black suitcase" -found'],
        ),
    ],
    chat_id: Annotated[Id | None, Query(description="only this chat")] = None,
    role: Annotated[Role | None, Query(description="only messages of this role")] = None,
    created_after: CreatedAfter = None,
    created_before: CreatedBefore = None,
    cursor: CursorParameter = None,
    limit: Annotated[int, Query(ge=1, le=100, description="how many at most")] = 20,
) -> SearchPage:
    """Your messages and the titles of your chats that match, the best first, a page at a time.

    Capitals and accents make no difference, and words are found in any script. What is
    redacted or edited away is not found from that moment on. With a `role` or a time only
    messages are found. In a long history the newest chats come first, ranked among each
    other, then the older ones: go on by `next`, also from a page that has none.
    """
    scope = SearchScope(chat_id, role, created_after, created_before)
    page = await searches.search(user.user_id, q, scope, cursor=cursor, limit=limit)
    return SearchPage.of(page)
