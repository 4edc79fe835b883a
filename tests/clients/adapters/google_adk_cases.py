"""ADK's session services: the behaviour of its in-memory one, case by case, beside ours."""

import asyncio
from typing import Any

from cases import Given, run
from google.adk.errors._stale_session_error import StaleSessionError
from google.adk.errors.already_exists_error import AlreadyExistsError
from google.adk.errors.session_not_found_error import SessionNotFoundError
from google.adk.events.event import Event
from google.adk.events.event_actions import EventActions
from google.adk.sessions import BaseSessionService, InMemorySessionService, Session
from google.adk.sessions.base_session_service import GetSessionConfig
from google.genai.types import Content, FunctionCall, FunctionResponse, Part
from threadkeep_client.google_adk import ThreadkeepSessionService


def said(text: str, author: str = "user", **fields: Any) -> Event:
    role = "user" if author == "user" else "model"
    return Event(author=author, content=Content(role=role, parts=[Part(text=text)]), **fields)


def changing(**state: Any) -> Event:
    return said("ok", "bags", actions=EventActions(state_delta=state))


async def both(given: Given, behaviour: Any) -> None:
    """The behaviour is the same of the framework's own service, and of ours."""
    theirs = await behaviour(InMemorySessionService(), given.name)
    ours = await behaviour(ThreadkeepSessionService(given.client), given.name)
    assert ours == theirs, (ours, theirs)


async def opened(service: BaseSessionService, app: str, **given: Any) -> Session:
    return await service.create_session(app_name=app, user_id="alice", **given)


async def fetched(
    service: BaseSessionService, app: str, name: str, **config: Any
) -> Session | None:
    return await service.get_session(
        app_name=app, user_id="alice", session_id=name, config=GetSessionConfig(**config)
    )


async def sessions_are_made_and_found(given: Given) -> None:
    async def behaviour(service: BaseSessionService, app: str) -> Any:
        state = {"a": 1, "user:b": 2, "app:c": 3, "temp:d": 4}
        made = await opened(service, app, session_id=" s1 ", state=state)
        other = await opened(service, app, session_id="s2")
        try:
            await opened(service, app, session_id="s1")
        except AlreadyExistsError as error:
            refused = str(error)
        found = await fetched(service, app, "s1")
        assert found is not None
        named = await opened(service, app)
        listed = await service.list_sessions(app_name=app, user_id="alice")
        everybody = await service.list_sessions(app_name=app)
        await service.delete_session(app_name=app, user_id="alice", session_id="s1")
        await service.delete_session(app_name=app, user_id="alice", session_id="s1")
        return [
            made.id, made.state, other.state, refused, found.state, found.events, bool(named.id),
            sorted(each.id for each in listed.sessions if each.id != named.id),
            len(everybody.sessions), await fetched(service, app, "s1"),
            await service.get_user_state(app_name=app, user_id="alice"),
            await service.get_user_state(app_name=app, user_id="bob"),
            (await service.list_sessions(app_name=app, user_id="bob")).sessions,
        ]  # fmt: skip

    await both(given, behaviour)


async def events_come_back_equal(given: Given) -> None:
    service = ThreadkeepSessionService(given.client)
    session = await opened(service, given.name, session_id="s1")
    events = [
        said("Where is my bag?"),
        Event(
            author="bags",
            invocation_id="i1",
            content=Content(
                role="model",
                parts=[
                    Part(text="hm", thought=True),
                    Part(function_call=FunctionCall(id="c1", name="find", args={"tag": "é"})),
                ],
            ),
        ),
        Event(
            author="bags",
            content=Content(
                role="user",
                parts=[
                    Part(
                        function_response=FunctionResponse(id="c1", name="find", response={"r": 1})
                    )
                ],
            ),
        ),
        Event(
            author="bags",
            content=Content(
                role="model",
                parts=[
                    Part(text="In Lisbon."),
                    Part(inline_data={"data": b"\x00\xff", "mime_type": "image/png"}),
                ],
            ),
        ),
    ]
    for event in events:
        assert await service.append_event(session, event) is event
    assert await service.append_event(session, said("…", "bags", partial=True))
    assert await service.append_event(session, events[-1]) is events[-1]
    found = await fetched(service, given.name, "s1")
    assert found is not None
    assert found.events == events == session.events
    assert found.last_update_time == session.last_update_time == events[-1].timestamp
    (chat,) = (await given.client.list_chats().all())[:1]
    stored = await given.client.list_messages(chat.id).all()
    assert [each.role for each in stored] == ["user", "assistant", "tool", "assistant"]


async def states_are_what_events_make_of_them(given: Given) -> None:
    async def behaviour(service: BaseSessionService, app: str) -> Any:
        session = await opened(service, app, session_id="s1", state={"a": 0})
        await service.append_event(session, changing(a=1, **{"user:b": 2, "app:c": 3, "temp:d": 4}))
        await service.append_event(session, changing(a=2, **{"user:e": 5}))
        found = await fetched(service, app, "s1")
        other = await opened(service, app, session_id="s2")
        assert found is not None
        return [session.state, found.state, other.state, found.events[0].actions.state_delta]

    await both(given, behaviour)


async def a_part_of_the_events_can_be_asked_for(given: Given) -> None:
    async def behaviour(service: BaseSessionService, app: str) -> Any:
        session = await opened(service, app, session_id="s1")
        for number in range(5):
            await service.append_event(session, said(str(number), timestamp=float(number + 1)))
        asked: list[dict[str, Any]] = [
            {}, {"num_recent_events": 0}, {"num_recent_events": 2}, {"num_recent_events": 9},
            {"after_timestamp": 4.0}, {"after_timestamp": 9.0},
            {"num_recent_events": 3, "after_timestamp": 4.0},
        ]  # fmt: skip
        found = [await fetched(service, app, "s1", **each) for each in asked]
        # What is appended to a part follows all of it.
        assert found[2] is not None
        await service.append_event(found[2], said("5"))
        whole = await fetched(service, app, "s1")
        return [
            [event.content.parts[0].text for event in each.events]  # type: ignore[union-attr,index] # have them
            for each in [*found, whole]
        ]

    await both(given, behaviour)


async def a_stale_session_is_refused(given: Given) -> None:
    service = ThreadkeepSessionService(given.client)
    await opened(service, given.name, session_id="s1")
    copies = [await fetched(service, given.name, "s1") for _ in range(8)]
    done = await asyncio.gather(
        *(service.append_event(each, said(str(n))) for n, each in enumerate(copies) if each),
        return_exceptions=True,
    )
    refused = [each for each in done if isinstance(each, StaleSessionError)]
    assert len(refused) == 7, done
    found = await fetched(service, given.name, "s1")
    assert found is not None
    assert len(found.events) == 1
    await service.append_event(found, said("after all"))
    await service.delete_session(app_name=given.name, user_id="alice", session_id="s1")
    try:
        await service.append_event(found, said("too late"))
    except SessionNotFoundError:
        return
    raise AssertionError("it was not refused")


async def state_that_many_change_is_all_there(given: Given) -> None:
    service = ThreadkeepSessionService(given.client)
    sessions = [await opened(service, given.name, session_id=f"s{n}") for n in range(6)]
    await asyncio.gather(
        *(
            service.append_event(each, changing(**{f"user:{n}": n, f"app:{n}": n}))
            for n, each in enumerate(sessions)
        )
    )
    user = await service.get_user_state(app_name=given.name, user_id="alice")
    assert user == {str(n): n for n in range(6)}


if __name__ == "__main__":
    run(
        sessions_are_made_and_found,
        events_come_back_equal,
        states_are_what_events_make_of_them,
        a_part_of_the_events_can_be_asked_for,
        a_stale_session_is_refused,
        state_that_many_change_is_all_there,
    )
