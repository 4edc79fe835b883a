"""Exporting chats as Markdown, for people to read: one document a chat."""

import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import orjson

from commands.shared.failures import CommandError
from commands.transcripts.exporting import HELD_BYTES, Exported
from commands.user_archives import Entries
from documents.aggregates.chats.lost import in_words, joined
from documents.shapes.chats import ChatHead, LostRange, StoredMessage
from documents.shapes.errors.chats import ChatMissing
from documents.shapes.errors.sessions import SessionMissing
from documents.shapes.sessions import UserSession
from services.wiring import Services

__all__ = ["export_markdown", "markdown_of"]

_TICKS = re.compile("`+")
_NOT_OF_NAMES = re.compile(r"[^\w]+")
_NAME_CHARACTERS = 60
_SHOWN_URL_CHARACTERS = 2000


async def export_markdown(
    services: Services,
    user_id: str,
    entries: Entries,
    *,
    chats_a_page: int = 100,
    messages_a_page: int = 500,
) -> AsyncIterator[Exported]:
    """Write all chats of the user as entries, and tell of each when it is written.

    Up to 8 MiB of a document are held, a longer one is written as it is read. A chat that is
    deleted meanwhile is left out. Raises the driver's errors, and CommandError where a part of
    such a chat is written already.
    """
    async for head in services.chats.all_chats(user_id, page_size=chats_a_page):
        pieces = _pieces(services, head, messages_a_page)
        held = bytearray()
        exported: Exported | None = None
        try:
            async for piece in pieces:
                if isinstance(piece, Exported):
                    exported = piece
                    break
                held += piece
                if len(held) > HELD_BYTES:
                    break
        except (ChatMissing, SessionMissing):
            continue
        with entries.create(_file_name(head)) as file:
            file.write(held)
            try:
                async for piece in pieces:
                    if isinstance(piece, Exported):
                        exported = piece
                    else:
                        file.write(piece)
            except (ChatMissing, SessionMissing):
                raise CommandError(
                    f"The chat {head.id} was deleted while it was written, and is not whole. "
                    "Export again."
                ) from None
        assert exported is not None, "it is the last piece"
        yield exported


async def _pieces(
    services: Services, head: ChatHead, page_size: int
) -> AsyncIterator[bytes | Exported]:
    session = None
    if head.session_id is not None:
        session = await services.sessions.get_session(head.user_id, head.session_id)
    yield _heading(head, session).encode()
    last = messages = 0
    lost: list[LostRange] = []
    while True:
        page = await services.messages.get_messages_after(
            head.user_id, head.id, last, limit=page_size
        )
        for stored in page.messages:
            yield markdown_of(stored).encode("utf-8", "replace")
            messages += 1
        lost = joined([*lost, *page.lost])
        last = page.last
        if not page.has_after:
            if lost:
                yield f"*The messages {in_words(lost)} are lost.*\n\n".encode()
            yield Exported(head.id, messages, lost)
            return


def _heading(head: ChatHead, session: UserSession | None) -> str:
    title = head.title or (session.name if session is not None else None) or head.opening
    facts = [f"Chat `{head.id}`, begun {_told(head.created_at)}"]
    if session is not None:
        facts.append(f"session “{_line(session.name)}”, {session.status}")
    if head.forked_from is not None:
        through = head.forked_from.through
        facts.append(f"a fork of `{head.forked_from.chat_id}` after its message {through}")
    text = f"# {_line(title) if title else 'Chat'}\n\n*{'; '.join(facts)}.*\n\n"
    if head.context_data:
        text += f"Context:\n\n{_fenced(_json(head.context_data), 'json')}"
    return text


def markdown_of(stored: StoredMessage) -> str:
    """A message: who speaks and when, and what is said, as Markdown as it is."""
    name = f" ({_line(stored['name'])})" if stored.get("name") else ""
    at = (stored.get("message_metadata") or {}).get("created_at")
    moment = _moment(at) or stored["created_at"]
    edited = ", edited" if stored.get("edited_at") and not stored.get("redacted_at") else ""
    text = f"## {str(stored['role']).capitalize()}{name}\n\n*{_told(moment)}{edited}*\n\n"
    if stored.get("redacted_at"):
        return text + "*This message was redacted.*\n\n"
    if isinstance(stored.get("reasoning"), str) and stored["reasoning"]:
        text += "".join(f"> {line}\n" for line in stored["reasoning"].splitlines()) + "\n"
    is_answer = stored.get("tool_call_id") is not None
    for part in _parts_of(stored.get("content")):
        text += part if not is_answer else _fenced(part.rstrip("\n"))
    if stored.get("refusal"):
        text += f"**Refused:** {stored['refusal']}\n\n"
    for call in stored.get("tool_calls") or []:
        text += _call(call)
    return text


def _parts_of(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        if content:
            yield content + "\n\n"
        return
    for part in content or []:
        match part:
            case {"type": "text", "text": str() as text}:
                yield text + "\n\n"
            case {"type": "image_url", "image_url": {"url": str() as url}}:
                # What a page cannot hold is said, not shown.
                yield f"![image]({_url(url)})\n\n" if _is_short(url) else "*An image.*\n\n"
            case {"type": "file", "file": dict() as file}:
                name = file.get("filename") or file.get("file_id") or "a file"
                yield f"*File: {_line(str(name))}*\n\n"
            case _:
                yield _fenced(_json(part), "json")


def _call(call: Any) -> str:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict):
        return _fenced(_json(call), "json")
    arguments = function.get("arguments")
    told = arguments if isinstance(arguments, str) else _json(arguments)
    return f"**Calls `{_line(str(function.get('name')))}`**\n\n{_fenced(told, 'json')}"


def _fenced(text: str, language: str = "") -> str:
    """A block of code, whose fence is longer than any in it (CommonMark, section 4.5)."""
    longest = max((len(each) for each in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n\n"


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode()


def _line(text: str) -> str:
    return " ".join(text.split())


def _is_short(url: str) -> bool:
    return len(url) <= _SHOWN_URL_CHARACTERS


def _url(url: str) -> str:
    return url.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("\n", "%0A")


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _told(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def _file_name(head: ChatHead) -> str:
    """A name that sorts by time, and that every file system takes."""
    title = unicodedata.normalize("NFKC", head.title or head.opening or "")
    words = _NOT_OF_NAMES.sub("-", title)[:_NAME_CHARACTERS].strip("-")
    told = f"-{words}" if words else ""
    return f"{head.created_at:%Y-%m-%d}{told}-{head.id}.md"
