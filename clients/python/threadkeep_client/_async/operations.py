"""A method for every route."""

# Made by `make types`; do not edit.
# Made from: ae18a664e76ce7b5f25e01f5c1ca45713a4578d5eb0485c06bb060ba5c39f987

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import IO, Any, Literal

import httpx

from threadkeep_client._async.pages import AsyncPages
from threadkeep_client._async.transport import AsyncTransport
from threadkeep_client.base import NOT_GIVEN, Json, NotGiven
from threadkeep_client.calls import answer_in, body_of, call, onward_by
from threadkeep_client.ids import Uuid7Maker
from threadkeep_client.models import (
    Analytics,
    AssetOut,
    AssetPage,
    AssetParameter,
    AssetResult,
    AttachmentList,
    AttachmentOut,
    BodyIn,
    ChannelIn,
    ChatList,
    ChatListed,
    ChatOut,
    CheckpointOut,
    CheckpointPage,
    CheckpointSaved,
    CheckpointsDeleted,
    ConversationDeleted,
    ConversationOut,
    DeletedSessionOut,
    DeletedSessionPage,
    DeliveryOut,
    DeliveryPage,
    DiscardedResult,
    DueSessionOut,
    DueSessionPage,
    FeedbackOut,
    FeedbackPage,
    FilePart,
    FunctionToolCall,
    Health,
    HopDetail,
    HopOut,
    HopPage,
    ImageUrlPart,
    ImportOut,
    IndexesOut,
    InputAudioPart,
    ItemList,
    ItemOut,
    JobOut,
    JobPage,
    Lineage,
    LiteralParameter,
    MessageItem,
    MessageOut,
    MissionDetail,
    MissionFull,
    MissionOut,
    MissionPage,
    OtherItem,
    OtherPart,
    OtherToolCall,
    RefusalPart,
    SchemaDefinition,
    SearchHitOut,
    SearchPage,
    SentAgain,
    SessionListed,
    SessionOut,
    SessionPage,
    SharedChat,
    SharedMessage,
    ShareMade,
    ShareOut,
    SharePage,
    StreamOut,
    StreamPlace,
    SweepPreview,
    TextPart,
    ThreadCopied,
    ToolStepDetail,
    ToolStepList,
    ToolStepOut,
    ToolStepPage,
    TransitionOut,
    TransitionPage,
    UploadMade,
    Usage,
    VersionOut,
    VersionPage,
    WebhookMade,
    WebhookOut,
    WebhookPage,
    WriteIn,
    WriteOut,
    WritePage,
)

AwareDatetime = datetime


class AsyncOperations:
    """Every route, by its name in the OpenAPI document.

    What is left out is not sent; None in a body is null. Lists are read as far as you read on.
    """

    def __init__(self, transport: AsyncTransport, ids: Uuid7Maker) -> None:
        self._transport = transport
        self._ids = ids

    async def check_health(self) -> Health:
        """The process lives. Asks nothing of the database."""
        return await self._transport.answer(call("GET", "/healthz"), Health)

    async def check_readiness(self) -> Health:
        """The database answers and has the indexes that the queries run on; else 503.

        Answered within a second, however many other requests wait for the database.
        """
        return await self._transport.answer(call("GET", "/readyz"), Health)

    async def get_metrics(self) -> str:
        """The metrics of this process and of the workers beside it, for Prometheus."""
        return (await self._transport.send(call("GET", "/metrics"))).text

    async def get_shared_page(self, token: str, *, after: int | None = None) -> str:
        """A shared chat as a page to read, a hundred messages at a time. Without a token of a
        user.

        It has no scripts and loads nothing; all that users wrote is text on it.
        """
        return (
            await self._transport.send(call("GET", "/shared/{}", (token,), query={"after": after}))
        ).text

    def list_shared_messages(
        self, token: str, *, after: int | None = None, limit: int | None = None
    ) -> AsyncPages[SharedMessage, SharedChat]:
        """The messages of a shared chat, from the first on. Without a token of a user.

        A page may hold fewer than `limit`: go on `after` its `next` until that is null.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/shared/{}/messages", (token,), query={"after": after, "limit": limit}),
            SharedChat,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("after", page.next),
        )

    async def create_session(
        self,
        *,
        idempotency_key: str | None = None,
        name: str | NotGiven | None = NOT_GIVEN,
        session_metadata: Json | NotGiven | None = NOT_GIVEN,
        chat_id: str | NotGiven | None = NOT_GIVEN,
        mission_id: str | NotGiven | None = NOT_GIVEN,
        key: str | NotGiven | None = NOT_GIVEN,
    ) -> SessionOut:
        """Create a session and its chat, or give it a chat of yours.

        A chat or a mission belongs to one session at most: 409 when another has it, which
        `session_id` names. With a `key` that a session of yours has, nothing is made, and the
        answer is that session (200).
        """
        return await self._transport.answer(
            call(
                "POST",
                "/sessions",
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(
                    name=name,
                    session_metadata=session_metadata,
                    chat_id=chat_id,
                    mission_id=mission_id,
                    key=key,
                ),
            ),
            SessionOut,
        )

    def list_sessions(
        self,
        *,
        sort: Literal["activity", "created"] | None = None,
        status: Literal["active", "completed", "abandoned", "archived"] | None = None,
        key: str | None = None,
        name: str | None = None,
        mission_id: str | None = None,
        metadata: Sequence[str] | None = None,
        active_after: datetime | None = None,
        active_before: datetime | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        limit: int | None = None,
    ) -> AsyncPages[SessionListed, SessionPage]:
        """Your sessions, newest activity first, a page at a time; or the newest made first.

        Nothing is skipped and nothing comes twice while some become active between two pages:
        for five minutes all pages show the order of the first. A page may hold fewer than
        `limit`, or none, where few meet the conditions: go on by `next`.
        """
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/sessions",
                query={
                    "sort": sort,
                    "status": status,
                    "key": key,
                    "name": name,
                    "mission_id": mission_id,
                    "metadata": metadata,
                    "active_after": active_after,
                    "active_before": active_before,
                    "created_after": created_after,
                    "created_before": created_before,
                    "limit": limit,
                },
            ),
            SessionPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def resume_session(
        self,
        *,
        name: str | NotGiven | None = NOT_GIVEN,
        session_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> SessionOut:
        """Your most recent active session, else a new one (201).

        Ask as often as you like: a front end that starts twice at once gets the same session
        twice. It counts as activity.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/sessions/resume",
                body=body_of(name=name, session_metadata=session_metadata),
            ),
            SessionOut,
        )

    def list_deleted_sessions(
        self, *, limit: int | None = None
    ) -> AsyncPages[DeletedSessionOut, DeletedSessionPage]:
        """Your deleted sessions that `restore` still brings back, the last deleted first.

        None where the service keeps nothing that is deleted. One may be removed sooner than it
        says, by a sweep that was told to keep what is deleted for a shorter time.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/sessions/deleted", query={"limit": limit}),
            DeletedSessionPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_active_session(self, *, include: str | None = None) -> SessionOut:
        """The session to resume: your most recent active one. 404 when there is none.

        With `include=recovery` it comes with all that is needed to go on, as
        `/sessions/{session_id}/recovery` gives it.
        """
        return await self._transport.answer(
            call("GET", "/sessions/active", query={"include": include}), SessionOut
        )

    async def get_session(self, session_id: str, *, include: str | None = None) -> SessionOut:
        """One session; with `include`, its chat with the newest messages, and its mission."""
        return await self._transport.answer(
            call("GET", "/sessions/{}", (session_id,), query={"include": include}), SessionOut
        )

    async def update_session(
        self,
        session_id: str,
        *,
        if_match: str | None = None,
        name: str | NotGiven | None = NOT_GIVEN,
        session_metadata: Json | NotGiven | None = NOT_GIVEN,
        status: Literal["active", "completed", "abandoned", "archived"]
        | NotGiven
        | None = NOT_GIVEN,
        mission_id: str | NotGiven | None = NOT_GIVEN,
        reason: str | NotGiven | None = NOT_GIVEN,
    ) -> SessionOut:
        """Change a session's name, metadata, mission or status, all in one step.

        Any change counts as activity: an abandoned session becomes active again. With `status:
        active` a completed or archived one does too, and its chat takes messages again; 409
        where its mission is completed.
        """
        return await self._transport.answer(
            call(
                "PUT",
                "/sessions/{}",
                (session_id,),
                headers={"If-Match": if_match},
                body=body_of(
                    name=name,
                    session_metadata=session_metadata,
                    status=status,
                    mission_id=mission_id,
                    reason=reason,
                ),
            ),
            SessionOut,
        )

    async def delete_session(self, session_id: str, *, if_match: str | None = None) -> None:
        """Delete a session with its chat and its mission. They are gone at once.

        Where the service keeps what is deleted for some days, `restore` brings it back.
        """
        await self._transport.done(
            call("DELETE", "/sessions/{}", (session_id,), headers={"If-Match": if_match})
        )

    async def recover_session(self, session_id: str) -> SessionOut:
        """A session with all that a client needs to go on after a refresh or a crash.

        In `recovery`: the chat with its newest messages, the tool calls that nothing has
        answered, the mission with its current hop, and the versions to listen from. All of it
        as of one point in time, and bounded in size: a page of large messages holds fewer, and
        its `previous` leads to the older ones.
        """
        return await self._transport.answer(
            call("GET", "/sessions/{}/recovery", (session_id,)), SessionOut
        )

    async def restore_session(self, session_id: str) -> SessionOut:
        """Bring a session back: an archived, completed or abandoned one is active again.

        Its chat takes messages again; 409 where its mission is completed. An active one is
        answered as it is, so a retry is no error.

        A deleted one comes back with all that was deleted with it, in the status it had. 404
        when its time to be restored is over, or the service keeps nothing that is deleted. 409
        while another unfinished mission has the name of its own, or another session or chat its
        key: `current` is that one.
        """
        return await self._transport.answer(
            call("POST", "/sessions/{}/restore", (session_id,)), SessionOut
        )

    async def complete_session(
        self,
        session_id: str,
        *,
        if_match: str | None = None,
        reason: str | NotGiven | None = NOT_GIVEN,
    ) -> SessionOut:
        """Complete an active session. It takes no new messages until it is active again."""
        return await self._transport.answer(
            call(
                "POST",
                "/sessions/{}/complete",
                (session_id,),
                headers={"If-Match": if_match},
                body=body_of(reason=reason),
            ),
            SessionOut,
        )

    async def archive_session(
        self,
        session_id: str,
        *,
        if_match: str | None = None,
        reason: str | NotGiven | None = NOT_GIVEN,
    ) -> SessionOut:
        """Archive a session. It takes no new messages until it is active again."""
        return await self._transport.answer(
            call(
                "POST",
                "/sessions/{}/archive",
                (session_id,),
                headers={"If-Match": if_match},
                body=body_of(reason=reason),
            ),
            SessionOut,
        )

    async def update_session_activity(self, session_id: str) -> SessionOut:
        """Say that the session is in use. An abandoned one becomes active again.

        409 for a completed or archived session: activity does not reopen it.
        """
        return await self._transport.answer(
            call("POST", "/sessions/{}/activity", (session_id,)), SessionOut
        )

    async def add_version(
        self,
        chat_id: str,
        message_id: str,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
        id: str | NotGiven | None = NOT_GIVEN,
        content: str
        | Sequence[
            TextPart
            | Json
            | ImageUrlPart
            | Json
            | InputAudioPart
            | Json
            | FilePart
            | Json
            | RefusalPart
            | Json
            | OtherPart
            | Json
        ]
        | NotGiven
        | None = NOT_GIVEN,
        name: str | NotGiven | None = NOT_GIVEN,
        tool_calls: Sequence[FunctionToolCall | Json | OtherToolCall | Json]
        | NotGiven
        | None = NOT_GIVEN,
        refusal: str | NotGiven | None = NOT_GIVEN,
        reasoning: str | NotGiven | None = NOT_GIVEN,
        usage: Usage | Json | NotGiven | None = NOT_GIVEN,
        message_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> MessageOut:
        """Add a version of a message, and select it: an answer tried again, a prompt rewritten.

        The message says from now on what this version says, wherever it is read; its id,
        number, role and time stay, and so does what it said before, as a version of its own.
        With an `id` of your own, or an `Idempotency-Key`, a retry adds nothing: 200 with the
        message as it is now, whichever version is selected by then. The same id with another
        body: 409.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/chats/{}/messages/{}/versions",
                (
                    chat_id,
                    message_id,
                ),
                headers={
                    "If-Match": if_match,
                    "Idempotency-Key": idempotency_key or self._ids.next(),
                },
                body=body_of(
                    id=id,
                    content=content,
                    name=name,
                    tool_calls=tool_calls,
                    refusal=refusal,
                    reasoning=reasoning,
                    usage=usage,
                    message_metadata=message_metadata,
                ),
            ),
            MessageOut,
        )

    def list_versions(
        self, chat_id: str, message_id: str, *, limit: int | None = None
    ) -> AsyncPages[VersionOut, VersionPage]:
        """The versions of a message in the order they were added, a page at a time.

        A message that never got another has one: itself.
        """
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/chats/{}/messages/{}/versions",
                (
                    chat_id,
                    message_id,
                ),
                query={"limit": limit},
            ),
            VersionPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def put_selected_version(
        self, chat_id: str, message_id: str, *, id: str, if_match: str | None = None
    ) -> MessageOut:
        """Select a version of a message, for every reader. The answer is the message as it is now."""
        return await self._transport.answer(
            call(
                "PUT",
                "/chats/{}/messages/{}/versions/selected",
                (
                    chat_id,
                    message_id,
                ),
                headers={"If-Match": if_match},
                body=body_of(id=id),
            ),
            MessageOut,
        )

    async def put_feedback(
        self,
        chat_id: str,
        message_id: str,
        *,
        rating: Literal["up", "down"],
        comment: str | NotGiven | None = NOT_GIVEN,
    ) -> FeedbackOut:
        """Say what you think of a message: one feedback a user, which a later one replaces.

        It is counted in the analytics. When the message is redacted the comment goes, and the
        rating stays.
        """
        return await self._transport.answer(
            call(
                "PUT",
                "/chats/{}/messages/{}/feedback",
                (
                    chat_id,
                    message_id,
                ),
                body=body_of(rating=rating, comment=comment),
            ),
            FeedbackOut,
        )

    async def delete_feedback(self, chat_id: str, message_id: str) -> None:
        """Take your feedback on a message back; 204 where there is none, too."""
        await self._transport.done(
            call(
                "DELETE",
                "/chats/{}/messages/{}/feedback",
                (
                    chat_id,
                    message_id,
                ),
            )
        )

    def list_feedback(
        self, chat_id: str, *, limit: int | None = None
    ) -> AsyncPages[FeedbackOut, FeedbackPage]:
        """Your feedback on a chat's messages, in their order, a page at a time."""
        return AsyncPages(
            self._transport,
            call("GET", "/chats/{}/feedback", (chat_id,), query={"limit": limit}),
            FeedbackPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def create_chat(
        self,
        *,
        idempotency_key: str | None = None,
        title: str | NotGiven | None = NOT_GIVEN,
        context_data: Json | NotGiven | None = NOT_GIVEN,
        key: str | NotGiven | None = NOT_GIVEN,
    ) -> ChatOut:
        """Create a chat. A session can be given it later; sessions make their own else.

        With a `key` that a chat of yours has, nothing is made, and the answer is that chat
        (200).
        """
        return await self._transport.answer(
            call(
                "POST",
                "/chats",
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(title=title, context_data=context_data, key=key),
            ),
            ChatOut,
        )

    def list_chats(
        self,
        *,
        sort: Literal["activity", "created"] | None = None,
        status: Literal["open", "closed"] | None = None,
        key: str | None = None,
        title: str | None = None,
        mission_id: str | None = None,
        context_data: Sequence[str] | None = None,
        active_after: datetime | None = None,
        active_before: datetime | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        limit: int | None = None,
    ) -> AsyncPages[ChatListed, ChatList]:
        """Your chats without their messages, the newest first, a page at a time.

        By the time they were made, where `sort` says nothing; activity is any change, a message
        too. Nothing is skipped and nothing comes twice while some become active between two
        pages: for five minutes all pages show the order of the first. `title` looks at those
        that were given; `GET /search` finds the others too. A page may hold fewer than `limit`,
        or none, where few meet the conditions: go on by `next`.
        """
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/chats",
                query={
                    "sort": sort,
                    "status": status,
                    "key": key,
                    "title": title,
                    "mission_id": mission_id,
                    "context_data": context_data,
                    "active_after": active_after,
                    "active_before": active_before,
                    "created_after": created_after,
                    "created_before": created_before,
                    "limit": limit,
                },
            ),
            ChatList,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_chat(self, chat_id: str, *, include: str | None = None) -> ChatOut:
        """One chat; with `include=messages`, its newest messages too."""
        return await self._transport.answer(
            call("GET", "/chats/{}", (chat_id,), query={"include": include}), ChatOut
        )

    async def update_chat(
        self,
        chat_id: str,
        *,
        if_match: str | None = None,
        title: str | NotGiven | None = NOT_GIVEN,
        context_data: Json | NotGiven | None = NOT_GIVEN,
    ) -> ChatOut:
        """Change a chat's title, its context_data, or both.

        A chat's ETag moves with each message: with If-Match, an append in between answers 412.
        """
        return await self._transport.answer(
            call(
                "PUT",
                "/chats/{}",
                (chat_id,),
                headers={"If-Match": if_match},
                body=body_of(title=title, context_data=context_data),
            ),
            ChatOut,
        )

    async def delete_chat(self, chat_id: str, *, if_match: str | None = None) -> None:
        """Delete a chat with its messages. A session's chat goes only with the session."""
        await self._transport.done(
            call("DELETE", "/chats/{}", (chat_id,), headers={"If-Match": if_match})
        )

    async def get_message(self, chat_id: str, message_id: str) -> MessageOut:
        """One message."""
        return await self._transport.answer(
            call(
                "GET",
                "/chats/{}/messages/{}",
                (
                    chat_id,
                    message_id,
                ),
            ),
            MessageOut,
        )

    async def edit_message(
        self,
        chat_id: str,
        message_id: str,
        *,
        if_match: str | None = None,
        content: str
        | Sequence[
            TextPart
            | Json
            | ImageUrlPart
            | Json
            | InputAudioPart
            | Json
            | FilePart
            | Json
            | RefusalPart
            | Json
            | OtherPart
            | Json
        ]
        | NotGiven
        | None = NOT_GIVEN,
        text: str | NotGiven | None = NOT_GIVEN,
        name: str | NotGiven | None = NOT_GIVEN,
        tool_calls: Sequence[FunctionToolCall | Json | OtherToolCall | Json]
        | NotGiven
        | None = NOT_GIVEN,
        refusal: str | NotGiven | None = NOT_GIVEN,
        reasoning: str | NotGiven | None = NOT_GIVEN,
        usage: Usage | Json | NotGiven | None = NOT_GIVEN,
        message_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> MessageOut:
        """Change what a message says, or its metadata. The edit is marked (`edited_at`).

        `content` replaces a text or all parts; `text` only the words, and keeps the images and
        files beside them. A message that already is what it shall become stays as it is.
        """
        return await self._transport.answer(
            call(
                "PATCH",
                "/chats/{}/messages/{}",
                (
                    chat_id,
                    message_id,
                ),
                headers={"If-Match": if_match},
                body=body_of(
                    content=content,
                    text=text,
                    name=name,
                    tool_calls=tool_calls,
                    refusal=refusal,
                    reasoning=reasoning,
                    usage=usage,
                    message_metadata=message_metadata,
                ),
            ),
            MessageOut,
        )

    async def redact_message(
        self,
        chat_id: str,
        message_id: str,
        *,
        forks: bool | None = None,
        if_match: str | None = None,
    ) -> None:
        """Redact a message: what it says goes for good, its number stays taken.

        Of a tool call its id, type and function name stay, and of an answer its `tool_call_id`:
        what pairs the two. The message's id stays taken too: the same body is answered as
        stored, another is refused. Chats that were forked from this one keep their copies, but
        with `forks=true`.
        """
        await self._transport.done(
            call(
                "DELETE",
                "/chats/{}/messages/{}",
                (
                    chat_id,
                    message_id,
                ),
                query={"forks": forks},
                headers={"If-Match": if_match},
            )
        )

    async def create_conversation(
        self,
        *,
        idempotency_key: str | None = None,
        items: Sequence[MessageItem | Json | OtherItem | Json] | NotGiven | None = NOT_GIVEN,
        metadata: dict[str, str] | NotGiven | None = NOT_GIVEN,
    ) -> ConversationOut:
        """Create a conversation, with up to 20 items. It is a chat, and has the chat's id."""
        return await self._transport.answer(
            call(
                "POST",
                "/v1/conversations",
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(items=items, metadata=metadata),
            ),
            ConversationOut,
        )

    async def get_conversation(self, conversation_id: str) -> ConversationOut:
        """One conversation. Any chat of yours is one."""
        return await self._transport.answer(
            call("GET", "/v1/conversations/{}", (conversation_id,)), ConversationOut
        )

    async def update_conversation(
        self, conversation_id: str, *, metadata: dict[str, str] | None
    ) -> ConversationOut:
        """Give a conversation other metadata. What else the chat's `context_data` has, stays."""
        return await self._transport.answer(
            call(
                "POST", "/v1/conversations/{}", (conversation_id,), body=body_of(metadata=metadata)
            ),
            ConversationOut,
        )

    async def delete_conversation(self, conversation_id: str) -> ConversationDeleted:
        """Delete a conversation with its items. A session's goes only with the session."""
        return await self._transport.answer(
            call("DELETE", "/v1/conversations/{}", (conversation_id,)), ConversationDeleted
        )

    def list_conversation_items(
        self,
        conversation_id: str,
        *,
        limit: int | None = None,
        order: Literal["asc", "desc"] | None = None,
        include: Sequence[str] | None = None,
    ) -> AsyncPages[ItemOut, ItemList]:
        """The items of a conversation, the newest first, a page at a time.

        A message of the chat routes is an item, too; one with several tool calls, or with a
        text and calls, is several, whose ids are its own and that with `~1`, `~2` at its end. A
        page of large items may hold fewer than `limit`: go on while `has_more`.
        """
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/v1/conversations/{}/items",
                (conversation_id,),
                query={"limit": limit, "order": order, "include": include},
            ),
            ItemList,
            items_of=lambda page: page.data,
            next_of=lambda page: onward_by("after", page.last_id if page.has_more else None),
        )

    async def create_conversation_items(
        self,
        conversation_id: str,
        *,
        items: Sequence[MessageItem | Json | OtherItem | Json],
        include: Sequence[str] | None = None,
        idempotency_key: str | None = None,
    ) -> ItemList:
        """Add up to 20 items, of which all are stored or none.

        They come back equal, with their ids: an item's own, where no other of the conversation
        has that, else a new one. With an `Idempotency-Key` all ids are made from that, so that
        the same request again stores nothing, and is answered as the first was.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/v1/conversations/{}/items",
                (conversation_id,),
                query={"include": include},
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(items=items),
            ),
            ItemList,
        )

    async def get_conversation_item(
        self, conversation_id: str, item_id: str, *, include: Sequence[str] | None = None
    ) -> ItemOut:
        """One item."""
        return await self._transport.answer(
            call(
                "GET",
                "/v1/conversations/{}/items/{}",
                (
                    conversation_id,
                    item_id,
                ),
                query={"include": include},
            ),
            ItemOut,
        )

    async def delete_conversation_item(self, conversation_id: str, item_id: str) -> ConversationOut:
        """Delete an item: the message that it is, is redacted, and with it its other items.

        Of any number who delete one at once, one does; the others are told that there is none.
        """
        return await self._transport.answer(
            call(
                "DELETE",
                "/v1/conversations/{}/items/{}",
                (
                    conversation_id,
                    item_id,
                ),
            ),
            ConversationOut,
        )

    def list_forks(
        self, chat_id: str, *, limit: int | None = None
    ) -> AsyncPages[ChatListed, ChatList]:
        """The chats that were forked from this one, the newest first, a page at a time.

        A fork of a fork is among the forks of that one.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/chats/{}/forks", (chat_id,), query={"limit": limit}),
            ChatList,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def fork_chat(
        self,
        chat_id: str,
        *,
        idempotency_key: str | None = None,
        through: int | NotGiven | None = NOT_GIVEN,
        session: bool | NotGiven | None = NOT_GIVEN,
        key: str | NotGiven | None = NOT_GIVEN,
    ) -> ChatOut:
        """Fork a chat: make another that begins with copies of its messages, up to `through`.

        They have the same numbers and ids and say what they said at that moment; from then on
        the two chats live by themselves. A message that was being written is copied as far as
        it was, and ended. With `session` the fork gets a session of its own, named like the
        source's (`session_id` of the answer). With a `key` that a fork of this chat has,
        nothing is made, and the answer is that one (200).
        """
        return await self._transport.answer(
            call(
                "POST",
                "/chats/{}/fork",
                (chat_id,),
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(through=through, session=session, key=key),
            ),
            ChatOut,
        )

    async def create_share(
        self,
        chat_id: str,
        *,
        through: int | NotGiven | None = NOT_GIVEN,
        expires_at: AwareDatetime | NotGiven | None = NOT_GIVEN,
    ) -> ShareMade:
        """Share a chat by a link that reads it without an account.

        The link reads the messages up to `through`, as they are at the time of reading, and
        nothing else: an edit or a redaction shows at once, and with the chat it is gone. The
        `token` is told only in this answer. `path` is a page for people, and with `/messages`
        after it JSON.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/chats/{}/shares",
                (chat_id,),
                body=body_of(through=through, expires_at=expires_at),
                once=True,
            ),
            ShareMade,
        )

    def list_shares(
        self, chat_id: str, *, limit: int | None = None
    ) -> AsyncPages[ShareOut, SharePage]:
        """A chat's shares without their tokens, the newest first, a page at a time.

        One that has expired is listed until the database removes it, within minutes.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/chats/{}/shares", (chat_id,), query={"limit": limit}),
            SharePage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def delete_share(self, chat_id: str, share_id: str) -> None:
        """Revoke a share: from now on its link reads nothing."""
        await self._transport.done(
            call(
                "DELETE",
                "/chats/{}/shares/{}",
                (
                    chat_id,
                    share_id,
                ),
            )
        )

    def list_attachments(
        self, chat_id: str, *, limit: int | None = None
    ) -> AsyncPages[AttachmentOut, AttachmentList]:
        """A chat's attachments, newest first, a page at a time. Uploads are not among them."""
        return AsyncPages(
            self._transport,
            call("GET", "/chats/{}/attachments", (chat_id,), query={"limit": limit}),
            AttachmentList,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def upload_attachment(
        self,
        chat_id: str,
        content: bytes | IO[bytes],
        *,
        content_disposition: str | None = None,
        content_digest: str | None = None,
        repr_digest: str | None = None,
        upload_complete: str | None = None,
        upload_length: int | None = None,
        idempotency_key: str | None = None,
        content_type: str = "application/octet-stream",
    ) -> AttachmentOut:
        """Upload an attachment: the bytes of the body, of any type.

        The Content-Type is the attachment's own. What breaks leaves nothing. With `Upload-
        Complete: ?0` it is only begun, with the bytes of the body, and PATCH goes on with it. A
        message names it then, in a part of type `file` by its `id`, or of type `image_url` by
        its `url`; one that no message names goes after a day. Content-Encoding is refused.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/chats/{}/attachments",
                (chat_id,),
                headers={
                    "Content-Disposition": content_disposition,
                    "Content-Digest": content_digest,
                    "Repr-Digest": repr_digest,
                    "Upload-Complete": upload_complete,
                    "Upload-Length": upload_length,
                    "Idempotency-Key": idempotency_key or self._ids.next(),
                    "Content-Type": content_type,
                },
                content=content,
            ),
            AttachmentOut,
        )

    async def get_attachment(self, chat_id: str, attachment_id: str) -> AttachmentOut:
        """One attachment without its bytes, or an upload and how far it has got.

        HEAD answers `Upload-Offset` and `Upload-Complete` alone.
        """
        return await self._transport.answer(
            call(
                "GET",
                "/chats/{}/attachments/{}",
                (
                    chat_id,
                    attachment_id,
                ),
            ),
            AttachmentOut,
        )

    async def delete_attachment(self, chat_id: str, attachment_id: str) -> None:
        """Delete an attachment that no message names, or end an upload.

        One that messages name goes with the last of them, when that is redacted or changed.
        """
        await self._transport.done(
            call(
                "DELETE",
                "/chats/{}/attachments/{}",
                (
                    chat_id,
                    attachment_id,
                ),
            )
        )

    async def continue_attachment(
        self,
        chat_id: str,
        attachment_id: str,
        content: bytes | IO[bytes],
        *,
        upload_offset: int,
        upload_complete: str | None = None,
        content_digest: str | None = None,
        repr_digest: str | None = None,
        content_type: str = "application/partial-upload",
    ) -> AttachmentOut:
        """Go on with an upload, where it has got to.

        HEAD tells in `Upload-Offset` where that is, after a broken request too: what came of it
        is kept, unless it has a Content-Digest, which is checked first. At another offset 409
        tells it as well. `Upload-Complete: ?1`, or reaching the `Upload-Length`, completes it.
        An upload that has got nothing for a day is removed.
        """
        return await self._transport.answer(
            call(
                "PATCH",
                "/chats/{}/attachments/{}",
                (
                    chat_id,
                    attachment_id,
                ),
                headers={
                    "Upload-Offset": upload_offset,
                    "Upload-Complete": upload_complete,
                    "Content-Digest": content_digest,
                    "Repr-Digest": repr_digest,
                    "Content-Type": content_type,
                },
                content=content,
            ),
            AttachmentOut,
        )

    async def open_stream(
        self,
        chat_id: str,
        *,
        id: str | NotGiven | None = NOT_GIVEN,
        message_metadata: Json | NotGiven | None = NOT_GIVEN,
        lease_seconds: float | NotGiven | None = NOT_GIVEN,
    ) -> StreamOut:
        """Open a stream: append an empty message of the assistant's, to be written event by event.

        It has its sequence number at once, and shows the text so far wherever it is read. Begin
        at the `epoch` of the answer, with `Producer-Seq` 0. With an `id` that was opened
        before, the answer is that stream (200): to go on with it after a restart, take one
        epoch more.

        With `Content-Type: application/x-ndjson` or `text/event-stream` it is all one request:
        each line of its body is an event, stored as it comes, and the answer is the stream once
        the body has ended and with it the message. Where the connection breaks, the stream
        stays open until its lease is over; the same request with its `id` goes on with it.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/chats/{}/streams",
                (chat_id,),
                body=body_of(id=id, message_metadata=message_metadata, lease_seconds=lease_seconds),
            ),
            StreamOut,
        )

    async def get_stream(self, stream_id: str) -> StreamOut:
        """One stream: its state, and where it stands."""
        return await self._transport.answer(call("GET", "/streams/{}", (stream_id,)), StreamOut)

    async def prolong_lease(
        self,
        stream_id: str,
        *,
        producer_id: str | None = None,
        producer_epoch: str | None = None,
        lease_seconds: float | NotGiven | None = NOT_GIVEN,
    ) -> StreamOut:
        """Say that the writer is still there, though it has nothing to write just now."""
        return await self._transport.answer(
            call(
                "POST",
                "/streams/{}/lease",
                (stream_id,),
                headers={"Producer-Id": producer_id, "Producer-Epoch": producer_epoch},
                body=body_of(lease_seconds=lease_seconds),
            ),
            StreamOut,
        )

    async def finish_stream(
        self,
        stream_id: str,
        *,
        producer_id: str | None = None,
        producer_epoch: str | None = None,
        producer_seq: str | None = None,
        state: Literal["complete", "failed"] | NotGiven | None = NOT_GIVEN,
        error: str | NotGiven | None = NOT_GIVEN,
        usage: Usage | Json | NotGiven | None = NOT_GIVEN,
        message_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> MessageOut:
        """End a stream, as its writer: the answer is the whole message.

        It counts as a request of the writer's, with the next `Producer-Seq`; sent again, it is
        answered alike.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/streams/{}/finish",
                (stream_id,),
                headers={
                    "Producer-Id": producer_id,
                    "Producer-Epoch": producer_epoch,
                    "Producer-Seq": producer_seq,
                },
                body=body_of(
                    state=state, error=error, usage=usage, message_metadata=message_metadata
                ),
            ),
            MessageOut,
        )

    async def cancel_stream(self, stream_id: str) -> MessageOut:
        """Stop a stream with what it has by now, from any client: the answer is the message.

        Its writer gets 409 at its next request.
        """
        return await self._transport.answer(
            call("POST", "/streams/{}/cancel", (stream_id,)), MessageOut
        )

    async def append_events(
        self, stream_id: str, body: Any, *, producer_id: str, producer_epoch: str, producer_seq: str
    ) -> StreamPlace | None:
        """Append one event, or a list of at most 256 of which all are stored or none.

        An event is an object with a `type`, by the names of the AI SDK's UI message stream: the
        text of the message is made of its `text-delta`s. All events of one request have 64 KB
        of JSON at most. What was answered with 200 or 204 outlives any crash, and prolongs the
        lease. `Producer-Seq` counts your requests from 0; send the same request again until it
        is answered, and it is stored once. A writer with a higher `Producer-Epoch` takes the
        stream over, an interrupted one too; the one before gets 403 from then on.
        """
        response = await self._transport.send(
            call(
                "POST",
                "/streams/{}/events",
                (stream_id,),
                headers={
                    "Producer-Id": producer_id,
                    "Producer-Epoch": producer_epoch,
                    "Producer-Seq": producer_seq,
                },
                body=body,
            )
        )
        return None if response.status_code == 204 else answer_in(response, StreamPlace)

    def resume_chat(self, chat_id: str) -> AbstractAsyncContextManager[httpx.Response]:
        """Resume the message that is being written, as the AI SDK's `useChat` does.

        The whole message so far and then the rest, as a UI message stream; 204 where no message
        is being written.
        """
        return self._transport.stream(call("GET", "/chats/{}/stream", (chat_id,)))

    async def create_mission(
        self,
        *,
        name: str,
        idempotency_key: str | None = None,
        description: str | NotGiven | None = NOT_GIVEN,
        goal: str | NotGiven | None = NOT_GIVEN,
        success_criteria: Sequence[str] | NotGiven | None = NOT_GIVEN,
        mission_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> MissionDetail:
        """Propose a mission. A session is given it by `mission_id` of the session."""
        return await self._transport.answer(
            call(
                "POST",
                "/missions",
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(
                    name=name,
                    description=description,
                    goal=goal,
                    success_criteria=success_criteria,
                    mission_metadata=mission_metadata,
                ),
            ),
            MissionDetail,
        )

    def list_missions(
        self,
        *,
        status: Literal[
            "proposed",
            "ready_for_next_hop",
            "building_hop",
            "hop_ready_to_execute",
            "executing_hop",
            "completed",
            "failed",
            "cancelled",
        ]
        | Sequence[
            Literal[
                "proposed",
                "ready_for_next_hop",
                "building_hop",
                "hop_ready_to_execute",
                "executing_hop",
                "completed",
                "failed",
                "cancelled",
            ]
        ]
        | None = None,
        limit: int | None = None,
    ) -> AsyncPages[MissionOut, MissionPage]:
        """Your missions, newest first, a page at a time."""
        return AsyncPages(
            self._transport,
            call("GET", "/missions", query={"status": status, "limit": limit}),
            MissionPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_mission(self, mission_id: str) -> MissionDetail:
        """One mission with its hops in order and its own assets by name.

        Its ETag moves with every change of its hops, tool steps and assets too.
        """
        return await self._transport.answer(
            call("GET", "/missions/{}", (mission_id,)), MissionDetail
        )

    async def update_mission(
        self,
        mission_id: str,
        *,
        if_match: str | None = None,
        name: str | NotGiven | None = NOT_GIVEN,
        description: str | NotGiven | None = NOT_GIVEN,
        goal: str | NotGiven | None = NOT_GIVEN,
        success_criteria: Sequence[str] | NotGiven | None = NOT_GIVEN,
        mission_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> MissionDetail:
        """Change a mission's fields. Of a finished mission only its metadata can be changed."""
        return await self._transport.answer(
            call(
                "PUT",
                "/missions/{}",
                (mission_id,),
                headers={"If-Match": if_match},
                body=body_of(
                    name=name,
                    description=description,
                    goal=goal,
                    success_criteria=success_criteria,
                    mission_metadata=mission_metadata,
                ),
            ),
            MissionDetail,
        )

    async def delete_mission(self, mission_id: str, *, if_match: str | None = None) -> None:
        """Delete a mission with its hops and assets. Its session stays, without a mission."""
        await self._transport.done(
            call("DELETE", "/missions/{}", (mission_id,), headers={"If-Match": if_match})
        )

    async def get_full_mission(self, mission_id: str) -> MissionFull:
        """One mission with its hops, their tool steps, and all assets by name.

        All of it as of one moment. Assets are shown without their content.
        """
        return await self._transport.answer(
            call("GET", "/missions/{}/full", (mission_id,)), MissionFull
        )

    async def change_mission_status(
        self,
        mission_id: str,
        *,
        status: Literal[
            "proposed",
            "ready_for_next_hop",
            "building_hop",
            "hop_ready_to_execute",
            "executing_hop",
            "completed",
            "failed",
            "cancelled",
        ],
        if_match: str | None = None,
        reason: str | NotGiven | None = NOT_GIVEN,
        hop_id: str | NotGiven | None = NOT_GIVEN,
    ) -> MissionDetail:
        """Change a mission's status, with all that follows for its hops, steps, assets and
        session.

        `ready_for_next_hop` from `proposed` accepts the mission. `building_hop` accepts a hop
        proposal. From there on the current hop changes with the mission, and the other way
        round. `proposed` resets a finished mission: its hops stay as they are.
        """
        return await self._transport.answer(
            call(
                "PATCH",
                "/missions/{}/status",
                (mission_id,),
                headers={"If-Match": if_match},
                body=body_of(status=status, reason=reason, hop_id=hop_id),
            ),
            MissionDetail,
        )

    async def create_hop(
        self,
        mission_id: str,
        *,
        name: str,
        idempotency_key: str | None = None,
        description: str | NotGiven | None = NOT_GIVEN,
        goal: str | NotGiven | None = NOT_GIVEN,
        success_criteria: Sequence[str] | NotGiven | None = NOT_GIVEN,
        rationale: str | NotGiven | None = NOT_GIVEN,
        is_final: bool | NotGiven | None = NOT_GIVEN,
        hop_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> HopDetail:
        """Propose a hop, as the last of a mission that is not finished."""
        return await self._transport.answer(
            call(
                "POST",
                "/missions/{}/hops",
                (mission_id,),
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(
                    name=name,
                    description=description,
                    goal=goal,
                    success_criteria=success_criteria,
                    rationale=rationale,
                    is_final=is_final,
                    hop_metadata=hop_metadata,
                ),
            ),
            HopDetail,
        )

    def list_hops(
        self,
        mission_id: str,
        *,
        status: Literal[
            "proposed",
            "ready_to_resolve",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ]
        | Sequence[
            Literal[
                "proposed",
                "ready_to_resolve",
                "ready_to_execute",
                "executing",
                "completed",
                "failed",
                "cancelled",
            ]
        ]
        | None = None,
        limit: int | None = None,
    ) -> AsyncPages[HopOut, HopPage]:
        """A mission's hops in order, without their tool steps."""
        return AsyncPages(
            self._transport,
            call(
                "GET", "/missions/{}/hops", (mission_id,), query={"status": status, "limit": limit}
            ),
            HopPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_hop(self, hop_id: str) -> HopDetail:
        """One hop with its tool steps in order and its own assets by name.

        Its ETag moves with every change of its steps and assets too.
        """
        return await self._transport.answer(call("GET", "/hops/{}", (hop_id,)), HopDetail)

    async def update_hop(
        self,
        hop_id: str,
        *,
        if_match: str | None = None,
        name: str | NotGiven | None = NOT_GIVEN,
        description: str | NotGiven | None = NOT_GIVEN,
        goal: str | NotGiven | None = NOT_GIVEN,
        success_criteria: Sequence[str] | NotGiven | None = NOT_GIVEN,
        rationale: str | NotGiven | None = NOT_GIVEN,
        is_final: bool | NotGiven | None = NOT_GIVEN,
        hop_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> HopDetail:
        """Change a hop's fields while it is `proposed` or `ready_to_resolve`, later its metadata."""
        return await self._transport.answer(
            call(
                "PUT",
                "/hops/{}",
                (hop_id,),
                headers={"If-Match": if_match},
                body=body_of(
                    name=name,
                    description=description,
                    goal=goal,
                    success_criteria=success_criteria,
                    rationale=rationale,
                    is_final=is_final,
                    hop_metadata=hop_metadata,
                ),
            ),
            HopDetail,
        )

    async def delete_hop(self, hop_id: str, *, if_match: str | None = None) -> None:
        """Delete a `proposed` or `cancelled` hop with its steps and assets; later ones move up."""
        await self._transport.done(
            call("DELETE", "/hops/{}", (hop_id,), headers={"If-Match": if_match})
        )

    async def change_hop_status(
        self,
        hop_id: str,
        *,
        status: Literal[
            "proposed",
            "ready_to_resolve",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        if_match: str | None = None,
        reason: str | NotGiven | None = NOT_GIVEN,
        error_message: str | NotGiven | None = NOT_GIVEN,
    ) -> HopDetail:
        """Change a hop's status, with all that follows for its mission, steps, assets and session.

        `ready_to_resolve` from `proposed` accepts the proposal: it becomes its mission's
        current hop. Cancelling the current hop cancels the mission. `proposed` resets a
        cancelled hop, and its cancelled steps with it.
        """
        return await self._transport.answer(
            call(
                "PATCH",
                "/hops/{}/status",
                (hop_id,),
                headers={"If-Match": if_match},
                body=body_of(status=status, reason=reason, error_message=error_message),
            ),
            HopDetail,
        )

    async def create_tool_step(
        self,
        hop_id: str,
        *,
        tool_id: str,
        name: str,
        idempotency_key: str | None = None,
        description: str | NotGiven | None = NOT_GIVEN,
        parameter_mapping: dict[str, AssetParameter | Json | LiteralParameter | Json]
        | NotGiven
        | None = NOT_GIVEN,
        result_mapping: dict[str, AssetResult | Json | DiscardedResult | Json]
        | NotGiven
        | None = NOT_GIVEN,
        resource_configs: Json | NotGiven | None = NOT_GIVEN,
        validation_errors: Sequence[str] | NotGiven | None = NOT_GIVEN,
    ) -> ToolStepDetail:
        """Propose a tool step, the last of a hop that is `proposed` or `ready_to_resolve`."""
        return await self._transport.answer(
            call(
                "POST",
                "/hops/{}/tool-steps",
                (hop_id,),
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(
                    tool_id=tool_id,
                    name=name,
                    description=description,
                    parameter_mapping=parameter_mapping,
                    result_mapping=result_mapping,
                    resource_configs=resource_configs,
                    validation_errors=validation_errors,
                ),
            ),
            ToolStepDetail,
        )

    def list_tool_steps(
        self,
        hop_id: str,
        *,
        status: Literal[
            "proposed",
            "ready_to_configure",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ]
        | Sequence[
            Literal[
                "proposed",
                "ready_to_configure",
                "ready_to_execute",
                "executing",
                "completed",
                "failed",
                "cancelled",
            ]
        ]
        | None = None,
        limit: int | None = None,
    ) -> AsyncPages[ToolStepOut, ToolStepPage]:
        """A hop's tool steps in order.

        The failed ones: `?status=failed`. The next pending one:
        `?status=proposed&status=ready_to_configure&status=ready_to_execute&limit=1`.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/hops/{}/tool-steps", (hop_id,), query={"status": status, "limit": limit}),
            ToolStepPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def reorder_tool_steps(
        self, hop_id: str, *, step_ids: Sequence[str], if_match: str | None = None
    ) -> ToolStepList:
        """Put a hop's tool steps in order: all their ids, or 409.

        While the hop is `proposed` or `ready_to_resolve`. If-Match is the hop's.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/hops/{}/tool-steps/reorder",
                (hop_id,),
                headers={"If-Match": if_match},
                body=body_of(step_ids=step_ids),
            ),
            ToolStepList,
        )

    async def get_tool_step(self, step_id: str) -> ToolStepDetail:
        """One tool step."""
        return await self._transport.answer(
            call("GET", "/tool-steps/{}", (step_id,)), ToolStepDetail
        )

    async def update_tool_step(
        self,
        step_id: str,
        *,
        if_match: str | None = None,
        tool_id: str | NotGiven | None = NOT_GIVEN,
        name: str | NotGiven | None = NOT_GIVEN,
        description: str | NotGiven | None = NOT_GIVEN,
        parameter_mapping: dict[str, AssetParameter | Json | LiteralParameter | Json]
        | NotGiven
        | None = NOT_GIVEN,
        result_mapping: dict[str, AssetResult | Json | DiscardedResult | Json]
        | NotGiven
        | None = NOT_GIVEN,
        resource_configs: Json | NotGiven | None = NOT_GIVEN,
        validation_errors: Sequence[str] | NotGiven | None = NOT_GIVEN,
        execution_result: Json | NotGiven | None = NOT_GIVEN,
        error_message: str | NotGiven | None = NOT_GIVEN,
    ) -> ToolStepDetail:
        """Change a tool step while it is `proposed`, `ready_to_configure` or `failed`.

        While it is `executing`, its execution_result and error_message.
        """
        return await self._transport.answer(
            call(
                "PUT",
                "/tool-steps/{}",
                (step_id,),
                headers={"If-Match": if_match},
                body=body_of(
                    tool_id=tool_id,
                    name=name,
                    description=description,
                    parameter_mapping=parameter_mapping,
                    result_mapping=result_mapping,
                    resource_configs=resource_configs,
                    validation_errors=validation_errors,
                    execution_result=execution_result,
                    error_message=error_message,
                ),
            ),
            ToolStepDetail,
        )

    async def delete_tool_step(self, step_id: str, *, if_match: str | None = None) -> None:
        """Delete a tool step unless it is ready, executing or completed; later ones move up."""
        await self._transport.done(
            call("DELETE", "/tool-steps/{}", (step_id,), headers={"If-Match": if_match})
        )

    async def change_tool_step_status(
        self,
        step_id: str,
        *,
        status: Literal[
            "proposed",
            "ready_to_configure",
            "ready_to_execute",
            "executing",
            "completed",
            "failed",
            "cancelled",
        ],
        if_match: str | None = None,
        reason: str | NotGiven | None = NOT_GIVEN,
        execution_result: Json | NotGiven | None = NOT_GIVEN,
        error_message: str | NotGiven | None = NOT_GIVEN,
    ) -> ToolStepDetail:
        """Change a tool step's status, with all that follows for its assets, hop and mission.

        It is `ready_to_execute` only while the assets it reads are ready; `executing` makes the
        ones it makes `in_progress`, `completed` ready, `failed` error. The completion of a
        hop's last step completes the hop.
        """
        return await self._transport.answer(
            call(
                "PATCH",
                "/tool-steps/{}/status",
                (step_id,),
                headers={"If-Match": if_match},
                body=body_of(
                    status=status,
                    reason=reason,
                    execution_result=execution_result,
                    error_message=error_message,
                ),
            ),
            ToolStepDetail,
        )

    def list_mission_transitions(
        self, mission_id: str, *, limit: int | None = None
    ) -> AsyncPages[TransitionOut, TransitionPage]:
        """The changes of status of a mission, its hops, tool steps and assets, newest first.

        Who made each, from what to what, when and why. Of each the newest hundred are kept; of
        what is deleted none are told.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/missions/{}/transitions", (mission_id,), query={"limit": limit}),
            TransitionPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    def list_session_transitions(
        self, session_id: str, *, limit: int | None = None
    ) -> AsyncPages[TransitionOut, TransitionPage]:
        """The changes of status of a session, newest first.

        Who made each, from what to what, when and why: the newest hundred are kept. What time
        has done is by `threadkeep`.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/sessions/{}/transitions", (session_id,), query={"limit": limit}),
            TransitionPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    def export_own_data(self) -> AbstractAsyncContextManager[httpx.Response]:
        """Everything that is stored of you, as JSON lines.

        The lines are those of an administrator's export of you; `threadkeep users import`
        stores them again.
        """
        return self._transport.stream(call("GET", "/users/me/export"))

    async def create_own_export(self) -> JobOut:
        """Begin to export everything that is stored of the caller to a file.

        Ask at `Location` how far it is, and read the file there once it has succeeded. While
        one runs, the same is answered again.
        """
        return await self._transport.answer(call("POST", "/users/me/export"), JobOut)

    def export_user(self, *, user_id: str) -> AbstractAsyncContextManager[httpx.Response]:
        """Everything that is stored of one user, as JSON lines. Wants the scope `admin`.

        Each line is an object with a `type`: first `user`, then `session`, `mission`, `hop`,
        `asset`, `chat` and, after their chat, `message`, `file` and `file_chunk` (base64).
        Deleted sessions that can still be restored are among them.
        """
        return self._transport.stream(call("GET", "/users/export", query={"user_id": user_id}))

    async def create_export(self, *, user_id: str) -> JobOut:
        """Begin to export everything that is stored of one user to a file. Wants the scope
        `admin`.

        For users of any size: ask at `Location` how far it is, and read the file there once it
        has succeeded. It goes on when the service is killed. While one runs for the user, the
        same is answered again.
        """
        return await self._transport.answer(
            call("POST", "/users/export", body=body_of(user_id=user_id)), JobOut
        )

    def list_jobs(
        self, *, user_id: str | None = None, limit: int | None = None
    ) -> AsyncPages[JobOut, JobPage]:
        """Your exports that run or are kept, the newest first, a page at a time.

        An administrator names a user, and sees all jobs on that one: exports, whoever began
        them, and the erasure.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/jobs", query={"user_id": user_id, "limit": limit}),
            JobPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_job(self, job_id: str) -> JobOut:
        """How a job stands: how far it is, and what it left once it has ended.

        An administrator sees every job, others the exports that they began. One that has ended
        goes at `kept_until`.
        """
        return await self._transport.answer(call("GET", "/jobs/{}", (job_id,)), JobOut)

    async def delete_job(self, job_id: str) -> None:
        """Delete a job with its file; an export that runs ends.

        An erasure that runs cannot be called off: 409.
        """
        await self._transport.done(call("DELETE", "/jobs/{}", (job_id,)))

    def get_job_file(
        self, job_id: str, *, byte_range: str | None = None, if_range: str | None = None
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """The file of an export that has succeeded: the lines of `GET /users/export`, as gzip.

        One range is answered with 206, so that a download that broke goes on. 409 while the
        export runs.
        """
        return self._transport.stream(
            call(
                "GET",
                "/jobs/{}/file",
                (job_id,),
                headers={"Range": byte_range, "If-Range": if_range},
            )
        )

    async def create_webhook(
        self,
        *,
        url: str,
        kinds: Sequence[
            Literal[
                "session.created",
                "session.changed",
                "session.deleted",
                "session.restored",
                "chat.created",
                "chat.changed",
                "chat.deleted",
                "chat.restored",
                "message.created",
                "message.changed",
                "stream.ended",
                "mission.created",
                "mission.changed",
                "mission.deleted",
                "mission.restored",
                "hop.created",
                "hop.changed",
                "hop.deleted",
                "hop.restored",
                "asset.created",
                "asset.changed",
                "asset.deleted",
                "asset.restored",
                "user.erased",
            ]
        ],
        description: str | NotGiven | None = NOT_GIVEN,
        enabled: bool | NotGiven | None = NOT_GIVEN,
    ) -> WebhookMade:
        """Have events sent to a URL as they happen, from now on. Wants the scope `admin`.

        Each is a POST that is signed by Standard Webhooks, at least once, and those of one
        session in order. The `secret` is told only in this answer.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/webhooks",
                body=body_of(url=url, kinds=kinds, description=description, enabled=enabled),
            ),
            WebhookMade,
        )

    def list_webhooks(self, *, limit: int | None = None) -> AsyncPages[WebhookOut, WebhookPage]:
        """The webhooks without their secrets, the newest first, a page at a time."""
        return AsyncPages(
            self._transport,
            call("GET", "/webhooks", query={"limit": limit}),
            WebhookPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_webhook(self, webhook_id: str) -> WebhookOut:
        """A webhook without its secrets."""
        return await self._transport.answer(call("GET", "/webhooks/{}", (webhook_id,)), WebhookOut)

    async def update_webhook(
        self,
        webhook_id: str,
        *,
        if_match: str | None = None,
        url: str | NotGiven | None = NOT_GIVEN,
        kinds: Sequence[
            Literal[
                "session.created",
                "session.changed",
                "session.deleted",
                "session.restored",
                "chat.created",
                "chat.changed",
                "chat.deleted",
                "chat.restored",
                "message.created",
                "message.changed",
                "stream.ended",
                "mission.created",
                "mission.changed",
                "mission.deleted",
                "mission.restored",
                "hop.created",
                "hop.changed",
                "hop.deleted",
                "hop.restored",
                "asset.created",
                "asset.changed",
                "asset.deleted",
                "asset.restored",
                "user.erased",
            ]
        ]
        | NotGiven
        | None = NOT_GIVEN,
        description: str | NotGiven | None = NOT_GIVEN,
        enabled: bool | NotGiven | None = NOT_GIVEN,
    ) -> WebhookOut:
        """Change a webhook, disable it, or enable it again.

        A disabled one is sent nothing, and what happens meanwhile it is never told. What waited
        for it goes on waiting, until it expires.
        """
        return await self._transport.answer(
            call(
                "PATCH",
                "/webhooks/{}",
                (webhook_id,),
                headers={"If-Match": if_match},
                body=body_of(url=url, kinds=kinds, description=description, enabled=enabled),
            ),
            WebhookOut,
        )

    async def delete_webhook(self, webhook_id: str, *, if_match: str | None = None) -> None:
        """Delete a webhook with its deliveries."""
        await self._transport.done(
            call("DELETE", "/webhooks/{}", (webhook_id,), headers={"If-Match": if_match})
        )

    async def change_webhook_secret(
        self, webhook_id: str, *, if_match: str | None = None
    ) -> WebhookMade:
        """Give a webhook another secret, which is told only in this answer.

        For a day each delivery is signed with the one before, too.
        """
        return await self._transport.answer(
            call(
                "POST", "/webhooks/{}/rotate-secret", (webhook_id,), headers={"If-Match": if_match}
            ),
            WebhookMade,
        )

    async def send_test_delivery(self, webhook_id: str) -> DeliveryOut:
        """Send a webhook an event `webhook.test`; its delivery says what became of it.

        409 for one that is disabled.
        """
        return await self._transport.answer(
            call("POST", "/webhooks/{}/test", (webhook_id,)), DeliveryOut
        )

    def list_deliveries(
        self,
        webhook_id: str,
        *,
        state: Literal["pending", "delivered", "dead"] | None = None,
        limit: int | None = None,
    ) -> AsyncPages[DeliveryOut, DeliveryPage]:
        """The deliveries of a webhook, the newest first, a page at a time."""
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/webhooks/{}/deliveries",
                (webhook_id,),
                query={"state": state, "limit": limit},
            ),
            DeliveryPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_delivery(self, webhook_id: str, delivery_id: str) -> DeliveryOut:
        """One delivery: how far it is."""
        return await self._transport.answer(
            call(
                "GET",
                "/webhooks/{}/deliveries/{}",
                (
                    webhook_id,
                    delivery_id,
                ),
            ),
            DeliveryOut,
        )

    async def send_delivery_again(self, webhook_id: str, delivery_id: str) -> DeliveryOut:
        """Try a delivery anew, dead or not: with the same id, and from the first attempt on.

        409 where the webhook is disabled.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/webhooks/{}/deliveries/{}/send-again",
                (
                    webhook_id,
                    delivery_id,
                ),
            ),
            DeliveryOut,
        )

    async def send_dead_deliveries_again(self, webhook_id: str) -> SentAgain:
        """Try all dead deliveries of a webhook anew, a thousand at most: ask again until it is 0.

        409 where the webhook is disabled.
        """
        return await self._transport.answer(
            call("POST", "/webhooks/{}/deliveries/send-again", (webhook_id,)), SentAgain
        )

    async def get_analytics(
        self,
        *,
        only: str | None = None,
        from_: date | None = None,
        to: date | None = None,
        bucket: Literal["day", "week", "month"] | None = None,
        timezone: str | None = None,
    ) -> Analytics:
        """Figures over all users. Wants the scope `admin`.

        Exact as of now. What is deleted is not counted; sessions, missions and tool steps
        belong to the day they were made, messages to the day they were stored.
        """
        return await self._transport.answer(
            call(
                "GET",
                "/analytics",
                query={
                    "only": only,
                    "from": from_,
                    "to": to,
                    "bucket": bucket,
                    "timezone": timezone,
                },
            ),
            Analytics,
        )

    async def get_my_analytics(
        self,
        *,
        only: str | None = None,
        from_: date | None = None,
        to: date | None = None,
        bucket: Literal["day", "week", "month"] | None = None,
        timezone: str | None = None,
    ) -> Analytics:
        """The same figures over what is yours."""
        return await self._transport.answer(
            call(
                "GET",
                "/analytics/me",
                query={
                    "only": only,
                    "from": from_,
                    "to": to,
                    "bucket": bucket,
                    "timezone": timezone,
                },
            ),
            Analytics,
        )

    async def get_sweep_preview(self) -> SweepPreview:
        """To how many sessions a sweep would do what now, and when the last one ended. Wants the
        scope `admin`.

        Of each step up to a thousand are counted. What a sweep removes beside sessions, and how
        many bytes that frees, is told by `threadkeep sweep --dry-run`, which reads all of it.
        """
        return await self._transport.answer(call("GET", "/upkeep/sweep"), SweepPreview)

    def list_due_sessions(
        self, *, step: Literal["abandon", "archive", "delete", "remove"], limit: int | None = None
    ) -> AsyncPages[DueSessionOut, DueSessionPage]:
        """The sessions of all users that a sweep would do a step to now, and why. Wants the scope
        `admin`.

        Those that wait the longest come first. A page may hold fewer than `limit`, or none,
        where chats have moved and their sessions are yet to learn it: go on by `next`.
        """
        return AsyncPages(
            self._transport,
            call("GET", "/upkeep/sweep/sessions", query={"step": step, "limit": limit}),
            DueSessionPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_index_status(self) -> IndexesOut:
        """How each index stands, and what `threadkeep indexes sync` would change. Wants the scope
        `admin`.

        The same as `threadkeep indexes status` and `plan` tell. Uses are those of the member of
        the replica set that answers, since it started.
        """
        return await self._transport.answer(call("GET", "/upkeep/indexes"), IndexesOut)

    def search_messages(
        self,
        *,
        q: str,
        chat_id: str | None = None,
        role: Literal["user", "assistant", "system", "developer", "tool", "function", "status"]
        | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        limit: int | None = None,
    ) -> AsyncPages[SearchHitOut, SearchPage]:
        """Your messages and the titles of your chats that match, the best first, a page at a time.

        Capitals and accents make no difference, and words are found in any script. What is
        redacted or edited away is not found from that moment on. With a `role` or a time only
        messages are found. In a long history the newest chats come first, ranked among each
        other, then the older ones: go on by `next`, also from a page that has none.
        """
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/search",
                query={
                    "q": q,
                    "chat_id": chat_id,
                    "role": role,
                    "created_after": created_after,
                    "created_before": created_before,
                    "limit": limit,
                },
            ),
            SearchPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def save_checkpoint(
        self,
        *,
        thread_id: str,
        checkpoint_id: str,
        checkpoint: BodyIn | Json,
        checkpoint_ns: str | NotGiven | None = NOT_GIVEN,
        parent_checkpoint_id: str | NotGiven | None = NOT_GIVEN,
        metadata: Json | NotGiven | None = NOT_GIVEN,
        channels: Sequence[ChannelIn | Json] | NotGiven | None = NOT_GIVEN,
    ) -> CheckpointSaved:
        """Save a checkpoint of an agent's graph, with the values that are new in it.

        The ids are the caller's own. `channels` are all channels that the checkpoint has; a
        value is stored once for its channel and version, and other checkpoints of the thread
        name it by these alone. All of it is stored, or nothing. The same again changes nothing:
        it may be retried without an Idempotency-Key.
        """
        return await self._transport.answer(
            call(
                "PUT",
                "/checkpoints",
                body=body_of(
                    thread_id=thread_id,
                    checkpoint_ns=checkpoint_ns,
                    checkpoint_id=checkpoint_id,
                    parent_checkpoint_id=parent_checkpoint_id,
                    checkpoint=checkpoint,
                    metadata=metadata,
                    channels=channels,
                ),
            ),
            CheckpointSaved,
        )

    def list_checkpoints(
        self,
        *,
        thread_id: str | None = None,
        checkpoint_ns: str | None = None,
        checkpoint_id: str | None = None,
        before: str | None = None,
        metadata: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[CheckpointOut, CheckpointPage]:
        """Checkpoints with their values and writes, the newest first, a page at a time.

        The newest is the one with the greatest id; with `limit=1` it is the state to go on
        from. Values beyond 2 MiB of an answer have no `base64`: read them with GET
        /checkpoints/values/{value_id}.
        """
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/checkpoints",
                query={
                    "thread_id": thread_id,
                    "checkpoint_ns": checkpoint_ns,
                    "checkpoint_id": checkpoint_id,
                    "before": before,
                    "metadata": metadata,
                    "limit": limit,
                },
            ),
            CheckpointPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def delete_checkpoints(self, *, thread_id: str) -> None:
        """Delete all checkpoints of a thread, if there are any: at once for every reader."""
        await self._transport.done(call("DELETE", "/checkpoints", query={"thread_id": thread_id}))

    async def save_checkpoint_writes(
        self,
        *,
        thread_id: str,
        checkpoint_id: str,
        task_id: str,
        writes: Sequence[WriteIn | Json],
        checkpoint_ns: str | NotGiven | None = NOT_GIVEN,
        task_path: str | NotGiven | None = NOT_GIVEN,
    ) -> None:
        """Save what a task wrote after a checkpoint, which may be saved yet to come.

        A write that is there already stays as it is, so that it may be retried; one with an
        `index` below 0 takes its place.
        """
        await self._transport.done(
            call(
                "PUT",
                "/checkpoints/writes",
                body=body_of(
                    thread_id=thread_id,
                    checkpoint_ns=checkpoint_ns,
                    checkpoint_id=checkpoint_id,
                    task_id=task_id,
                    task_path=task_path,
                    writes=writes,
                ),
            )
        )

    def list_checkpoint_writes(
        self,
        *,
        thread_id: str,
        checkpoint_id: str,
        checkpoint_ns: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[WriteOut, WritePage]:
        """What was written after a checkpoint, by task and index, a page at a time."""
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/checkpoints/writes",
                query={
                    "thread_id": thread_id,
                    "checkpoint_id": checkpoint_id,
                    "checkpoint_ns": checkpoint_ns,
                    "limit": limit,
                },
            ),
            WritePage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def delete_checkpoint_runs(self, *, run_ids: Sequence[str]) -> CheckpointsDeleted:
        """Delete the checkpoints whose metadata have one of these as `run_id`, in every thread.

        What was written after them goes, too, and the values that no other checkpoint has. It
        may be retried: what it did not get to is deleted then.
        """
        return await self._transport.answer(
            call("POST", "/checkpoints/delete-runs", body=body_of(run_ids=run_ids)),
            CheckpointsDeleted,
        )

    async def prune_checkpoints(
        self,
        *,
        thread_ids: Sequence[str],
        strategy: Literal["keep_latest", "delete"] | NotGiven | None = NOT_GIVEN,
    ) -> CheckpointsDeleted:
        """Delete the older checkpoints of threads, or all of them.

        Where the newest checkpoint of a namespace has delta channels without a snapshot, those
        before it stay, too, back to where each of these channels has a value: without them it
        could not be read. Threads that are not there are passed over. It may be retried.
        """
        return await self._transport.answer(
            call(
                "POST", "/checkpoints/prune", body=body_of(thread_ids=thread_ids, strategy=strategy)
            ),
            CheckpointsDeleted,
        )

    async def copy_checkpoints(
        self, *, source_thread_id: str, target_thread_id: str
    ) -> ThreadCopied:
        """Copy a thread: all checkpoints with their values and what was written after them.

        The copy is there all at once. The thread to copy to must not have any yet, but the same
        request again does nothing. The two have nothing in common afterwards.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/checkpoints/copy",
                body=body_of(source_thread_id=source_thread_id, target_thread_id=target_thread_id),
            ),
            ThreadCopied,
        )

    async def create_asset(
        self,
        *,
        name: str,
        scope_type: Literal["mission", "hop"],
        scope_id: str,
        role: Literal["input", "output", "intermediate"],
        idempotency_key: str | None = None,
        description: str | NotGiven | None = NOT_GIVEN,
        schema_definition: SchemaDefinition | Json | NotGiven | None = NOT_GIVEN,
        subtype: str | NotGiven | None = NOT_GIVEN,
        content: Any | NotGiven | None = NOT_GIVEN,
        asset_metadata: Json | NotGiven | None = NOT_GIVEN,
        db_entity_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> AssetOut:
        """Propose an asset of a mission or of a hop.

        Content that does not fit `schema_definition` is refused: 422 with the place.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/assets",
                headers={"Idempotency-Key": idempotency_key or self._ids.next()},
                body=body_of(
                    name=name,
                    description=description,
                    schema_definition=schema_definition,
                    subtype=subtype,
                    scope_type=scope_type,
                    scope_id=scope_id,
                    role=role,
                    content=content,
                    asset_metadata=asset_metadata,
                    db_entity_metadata=db_entity_metadata,
                ),
            ),
            AssetOut,
        )

    def list_assets(
        self,
        *,
        scope_type: Literal["mission", "hop"] | None = None,
        scope_id: str | None = None,
        role: Literal["input", "output", "intermediate"] | None = None,
        status: Literal["proposed", "pending", "in_progress", "ready", "error", "expired"]
        | Sequence[Literal["proposed", "pending", "in_progress", "ready", "error", "expired"]]
        | None = None,
        limit: int | None = None,
    ) -> AsyncPages[AssetOut, AssetPage]:
        """Your assets without their content, newest first, a page at a time."""
        return AsyncPages(
            self._transport,
            call(
                "GET",
                "/assets",
                query={
                    "scope_type": scope_type,
                    "scope_id": scope_id,
                    "role": role,
                    "status": status,
                    "limit": limit,
                },
            ),
            AssetPage,
            items_of=lambda page: page.items,
            next_of=lambda page: onward_by("cursor", page.next),
        )

    async def get_asset(self, asset_id: str) -> AssetOut:
        """One asset without its content."""
        return await self._transport.answer(call("GET", "/assets/{}", (asset_id,)), AssetOut)

    async def update_asset(
        self,
        asset_id: str,
        *,
        if_match: str | None = None,
        name: str | NotGiven | None = NOT_GIVEN,
        description: str | NotGiven | None = NOT_GIVEN,
        schema_definition: SchemaDefinition | Json | NotGiven | None = NOT_GIVEN,
        subtype: str | NotGiven | None = NOT_GIVEN,
        role: Literal["input", "output", "intermediate"] | NotGiven | None = NOT_GIVEN,
        content: Any | NotGiven | None = NOT_GIVEN,
        asset_metadata: Json | NotGiven | None = NOT_GIVEN,
        db_entity_metadata: Json | NotGiven | None = NOT_GIVEN,
    ) -> AssetOut:
        """Change an asset's fields and its content. An `expired` asset takes no content."""
        return await self._transport.answer(
            call(
                "PUT",
                "/assets/{}",
                (asset_id,),
                headers={"If-Match": if_match},
                body=body_of(
                    name=name,
                    description=description,
                    schema_definition=schema_definition,
                    subtype=subtype,
                    role=role,
                    content=content,
                    asset_metadata=asset_metadata,
                    db_entity_metadata=db_entity_metadata,
                ),
            ),
            AssetOut,
        )

    async def delete_asset(self, asset_id: str, *, if_match: str | None = None) -> None:
        """Delete an asset that is `proposed`, `error` or `expired`, with its content."""
        await self._transport.done(
            call("DELETE", "/assets/{}", (asset_id,), headers={"If-Match": if_match})
        )

    async def change_asset_status(
        self,
        asset_id: str,
        *,
        status: Literal["proposed", "pending", "in_progress", "ready", "error", "expired"],
        if_match: str | None = None,
        reason: str | NotGiven | None = NOT_GIVEN,
    ) -> AssetOut:
        """Change an asset's status.

        A tool step that was ready to read it and no longer can goes back to
        `ready_to_configure`. While a step executes that makes it, 409.
        """
        return await self._transport.answer(
            call(
                "PATCH",
                "/assets/{}/status",
                (asset_id,),
                headers={"If-Match": if_match},
                body=body_of(status=status, reason=reason),
            ),
            AssetOut,
        )

    async def get_asset_lineage(self, asset_id: str) -> Lineage:
        """What made an asset, and what used it: tool steps and messages.

        Steps by their mappings; messages of the session's chat by the lists
        `produced_asset_ids` and `used_asset_ids` in their metadata, from `messages_from` on.
        """
        return await self._transport.answer(call("GET", "/assets/{}/lineage", (asset_id,)), Lineage)

    def get_asset_content(
        self, asset_id: str, *, byte_range: str | None = None, if_range: str | None = None
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """An asset's content: JSON as compact JSON, a file as it was uploaded.

        Its ETag is the SHA-256 of the bytes. One range is answered with 206; several are
        answered with the whole.
        """
        return self._transport.stream(
            call(
                "GET",
                "/assets/{}/content",
                (asset_id,),
                headers={"Range": byte_range, "If-Range": if_range},
            )
        )

    async def put_asset_content(
        self,
        asset_id: str,
        content: bytes | IO[bytes],
        *,
        if_match: str | None = None,
        content_type: str = "application/octet-stream",
    ) -> AssetOut:
        """Replace an asset's content by the bytes of the body, of any size and type.

        The Content-Type is the content's own, whatever it is. `application/json` of up to 8 MB
        and 100,000 values is checked against the schema and stored as JSON. Everything else is
        stored as a file; an asset with a schema takes one where its type is `file` or `any`.
        Readers see the old content until the new is complete; an upload that breaks changes
        nothing. Content-Range is refused, and so is Content-Encoding. If-Match is the asset's.
        """
        return await self._transport.answer(
            call(
                "PUT",
                "/assets/{}/content",
                (asset_id,),
                headers={"If-Match": if_match, "Content-Type": content_type},
                content=content,
            ),
            AssetOut,
        )

    def get_attachment_content(
        self,
        chat_id: str,
        attachment_id: str,
        *,
        byte_range: str | None = None,
        if_range: str | None = None,
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """An attachment's bytes, of the type that it was uploaded with.

        Always as something to save, never as a page or a script. Its ETag is the SHA-256, and
        Repr-Digest has it too. One range is answered with 206; several are answered with the
        whole.
        """
        return self._transport.stream(
            call(
                "GET",
                "/chats/{}/attachments/{}/content",
                (
                    chat_id,
                    attachment_id,
                ),
                headers={"Range": byte_range, "If-Range": if_range},
            )
        )

    async def import_conversations(
        self,
        content: bytes | IO[bytes],
        *,
        format: Literal[
            "openai",
            "responses",
            "anthropic",
            "gemini",
            "langchain",
            "langgraph",
            "ai-sdk",
            "pydantic-ai",
            "sharegpt",
            "training",
            "chatgpt",
            "claude",
            "librechat",
            "open-webui",
        ]
        | None = None,
        status: Literal["active", "completed", "archived"] | None = None,
        strict: bool | None = None,
        dry_run: bool | None = None,
        content_type: str = "application/octet-stream",
    ) -> ImportOut:
        """Import conversations: each becomes a session with its chat.

        The body is the file as it is, whatever its Content-Type: JSON lines, one JSON array or
        objects one after another, in UTF-8, UTF-16 or UTF-32, plain or gzip; or a zip archive,
        such as an export of ChatGPT or Claude. What is there already is not added again: where
        an answer was lost, send the same again. A broken conversation does not stop the rest,
        and is told; one has at most 100,000 JSON values.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/imports",
                query={"format": format, "status": status, "strict": strict, "dry_run": dry_run},
                headers={"Content-Type": content_type},
                content=content,
                silence=600.0,
            ),
            ImportOut,
        )

    async def upload_checkpoint_value(
        self,
        content: bytes | IO[bytes],
        *,
        thread_id: str,
        content_type: str = "application/octet-stream",
    ) -> UploadMade:
        """Upload a large value, which a checkpoint or a write of the thread can have then.

        The body is its bytes. It is named by `upload_id` in the place of `base64`, once; one
        that nothing has goes after a day. What breaks leaves nothing.
        """
        return await self._transport.answer(
            call(
                "POST",
                "/checkpoints/values",
                query={"thread_id": thread_id},
                headers={"Content-Type": content_type},
                content=content,
            ),
            UploadMade,
        )

    def get_checkpoint_value(self, value_id: str) -> AbstractAsyncContextManager[httpx.Response]:
        """The bytes of a channel's value, or of a write's."""
        return self._transport.stream(call("GET", "/checkpoints/values/{}", (value_id,)))
