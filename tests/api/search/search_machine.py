"""A search against plain lists of what is said, whatever is done and wherever it lies."""

import asyncio
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.search import find, places
from documents.aggregates.search.find import SearchScope
from documents.database import Database
from documents.shapes.base import PydanticObjectId
from documents.upkeep.check import check_chat
from documents.upkeep.word_filling import fill_words
from services.chat_answers import MessageConflict
from services.wiring import Services, Wiring, make_services
from tests.support import CURSOR_KEY, SetClock, settings_for

T = TypeVar("T")

Units = tuple[str, ...]

WORDS: dict[str, Units] = {
    "bag": ("bag",),
    "BAGS": ("bags",),
    "bagel": ("bagel",),
    "hat": ("hat",),
    "e-mail": ("e", "mail"),
    "Éte\u0301": ("ete",),
    "ete,": ("ete",),
    "tool_call": ("tool", "call"),
    "Straße": ("strasse",),
    "a": ("a",),
    "!?": (),
    "⑴⑵": ("(1)(2)",),
    "x" * 50: ("x" * 50,),
    "x" * 45: ("x" * 45,),
    "行李": ("行李",),
    "我的行李": ("我的行李",),
    "李": ("李",),
    "सामान": ("सामान",),
    "шапка": ("шапка",),
}
"""Words as they are written, and the units that each is searched by, written down by hand."""

BEGINNINGS: dict[str, Units] = {
    "ba": ("ba",),
    "h": ("h",),
    "e-mai": ("e", "mai"),
    "été": ("ete",),
    "stras": ("stras",),
    "⑴": ("(1)",),
    "⑴⑵": ("(1)(2)",),
    "x" * 44: ("x" * 44,),
    "x" * 48: ("x" * 48,),
    "李": ("李",),
    "的行": ("的行",),
    "सा": ("सा",),
    "ша": ("ша",),
}

RUNS = "行李我的"
"""The characters of a script without spaces."""
TOKENS = st.sampled_from(sorted(WORDS))
TEXTS = st.lists(TOKENS, max_size=6)
ROLES = st.sampled_from(["user", "assistant", "tool"])
BUSY = st.sampled_from(["", "append", "seal"])


def units_of(tokens: list[str]) -> list[str]:
    """The units of a text of these words."""
    return [unit for token in tokens for unit in WORDS[token]]


@dataclass(frozen=True)
class Term:
    """A part of a query: these units one after the other; the last may go on."""

    written: str
    units: Units
    goes_on: bool = False

    def is_in(self, units: list[str]) -> bool:
        """Whether a text with these units has it."""
        size = len(self.units)
        return any(
            self._fits(units[start : start + size]) for start in range(len(units) - size + 1)
        )

    def _fits(self, there: list[str]) -> bool:
        last = len(self.units) - 1
        for place, (wanted, unit) in enumerate(zip(self.units, there, strict=True)):
            if (wanted[0] in RUNS) != (unit[0] in RUNS):
                return False
            if wanted[0] not in RUNS:
                fits = unit.startswith(wanted) if self.goes_on and place == last else unit == wanted
            elif last == 0:
                fits = wanted in unit
            elif place == 0:
                fits = unit.endswith(wanted)
            else:
                fits = unit.startswith(wanted) if place == last else unit == wanted
            if not fits:
                return False
        return True


@dataclass(frozen=True)
class Asked:
    """A query as it is written, and what it looks for."""

    written: str
    wanted: list[Term]
    unwanted: list[Term]

    def finds(self, tokens: list[str]) -> bool:
        """Whether a text of these words is to be found."""
        units = units_of(tokens)
        return all(term.is_in(units) for term in self.wanted) and not any(
            term.is_in(units) for term in self.unwanted
        )


def _phrase(tokens: list[str]) -> tuple[str, Units]:
    return f'"{" ".join(tokens)}"', tuple(units_of(tokens))


@st.composite
def queries(draw: st.DrawFn) -> Asked:
    """Words, phrases, the beginning of a last word, and what must not be there."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    written: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        minus = draw(st.sampled_from([False, False, True]))
        if draw(st.booleans()):
            token = draw(TOKENS)
            told, units = token, WORDS[token]
        else:
            told, units = _phrase(draw(st.lists(TOKENS, min_size=1, max_size=3)))
        written.append(f"-{told}" if minus else told)
        if units:
            (unwanted if minus else wanted).append(Term(told, units))
    ending = draw(st.sampled_from(["", " ", "beginning"]))
    if not wanted:
        ending = "beginning"
    if ending == "beginning":
        token = draw(st.sampled_from([token for token in sorted(WORDS) if WORDS[token]]))
        *whole, last = WORDS[token]
        size = draw(st.integers(1, len(last)))
        if token == "⑴⑵":
            # Half a sign cannot be written.
            size = draw(st.sampled_from([3, 6]))
        cut = ("⑴⑵"[: size // 3],) if token == "⑴⑵" else (*whole, last[:size])
        written.append("-".join(cut))
        wanted.append(Term(written[-1], (*whole, last[:size]), goes_on=True))
    elif ending == "" and wanted[-1].written == written[-1] and not written[-1].endswith('"'):
        # A word that stands last may go on, a phrase in quotes does not.
        wanted[-1] = Term(wanted[-1].written, wanted[-1].units, goes_on=True)
    blank = " " if ending == " " else ""
    return Asked(" ".join(written) + blank, wanted, unwanted)


@dataclass
class Told:
    """A message: what each of its versions says, in words."""

    id: str
    role: str
    versions: dict[str, list[str]]
    selected: str
    is_redacted: bool = False

    @property
    def tokens(self) -> list[str]:
        return [] if self.is_redacted else self.versions[self.selected]


@dataclass
class KnownChat:
    """A chat: its title, in words, and its messages."""

    title: list[str] | None = None
    messages: list[Told] = field(default_factory=list)


class SearchAgainstLists(RuleBasedStateMachine):
    """``self.chats`` is what there is of one user, and all of it."""

    runner: asyncio.Runner
    database: Database
    uri: str

    @initialize(
        piece=st.sampled_from([2, 3, 7]),
        window=st.sampled_from([1, 3, 200]),
        most=st.sampled_from([2, 5000]),
    )
    def begin(self, piece: int, window: int, most: int) -> None:
        self.patched = pytest.MonkeyPatch()
        self.patched.setattr(find, "DOCUMENTS_A_WINDOW", window)
        self.patched.setattr(places, "MAX_PLACES", most)
        self.user = uuid.uuid4().hex
        self.clock = SetClock()
        settings = settings_for(self.uri, self.database.name, bucket_messages=piece)
        wiring = Wiring(settings, CURSOR_KEY, self.clock, redaction_key=b"a key for tests")
        self.services: Services = make_services(self.database, wiring)
        self.chats: dict[PydanticObjectId, KnownChat] = {}
        self.number = 0
        self.one_window = window == 200 and most == 5000
        self.a_chat(None)
        (chat_id,) = self.chats
        for token in WORDS:
            self.add(chat_id, [[token, "hat"]], "user", in_parts=False)
        # What another says is nobody else's.
        stranger = uuid.uuid4().hex
        head = self.run(
            self.services.chats.create_chat(stranger, title=" ".join(WORDS), context_data={})
        )
        said = [NewMessage("user", " ".join(WORDS)) for _ in range(9)]
        self.run(self.services.messages.add_message(stranger, head.id, said))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        async def and_what_follows() -> T:
            done = await work
            await self.services.background.finish()
            return done

        return self.runner.run(and_what_follows())

    def new_id(self) -> str:
        self.number += 1
        return f"id-{self.number}"

    def has_messages(self) -> bool:
        return any(chat.messages for chat in self.chats.values())

    def drawn(self, data: st.DataObject) -> tuple[PydanticObjectId, Told]:
        """A message of a chat."""
        chats = [chat_id for chat_id, chat in self.chats.items() if chat.messages]
        chat_id = data.draw(st.sampled_from(chats), label="chat")
        return chat_id, data.draw(st.sampled_from(self.chats[chat_id].messages), label="message")

    def add(
        self, chat_id: PydanticObjectId, texts: list[list[str]], role: str, *, in_parts: bool
    ) -> None:
        new = [NewMessage(role, content(text, in_parts), {}, self.new_id()) for text in texts]
        self.run(self.services.messages.add_message(self.user, chat_id, new))
        for text, each in zip(texts, new, strict=True):
            assert each.id is not None
            self.chats[chat_id].messages.append(Told(each.id, role, {each.id: text}, each.id))

    @precondition(lambda self: len(self.chats) < 5)
    @rule(title=st.none() | st.lists(TOKENS, min_size=1, max_size=3))
    def a_chat(self, title: list[str] | None) -> None:
        told = None if title is None else " ".join(title)
        create = self.services.chats.create_chat(self.user, title=told, context_data={})
        self.chats[self.run(create).id] = KnownChat(title)

    @precondition(lambda self: self.chats)
    @rule(data=st.data(), title=st.none() | st.lists(TOKENS, min_size=1, max_size=3))
    def retitle(self, data: st.DataObject, title: list[str] | None) -> None:
        chat_id = data.draw(st.sampled_from(list(self.chats)))
        told = None if title is None else " ".join(title)
        self.run(
            self.services.chats.update_chat_context(
                self.user, chat_id, changes={"title": told}, versions=None
            )
        )
        self.chats[chat_id].title = title

    @precondition(lambda self: self.chats)
    @rule(
        data=st.data(),
        texts=st.lists(TEXTS, min_size=1, max_size=5),
        role=ROLES,
        in_parts=st.booleans(),
    )
    def append(
        self, data: st.DataObject, texts: list[list[str]], role: str, in_parts: bool
    ) -> None:
        """And let it be sealed, where that is due."""
        self.add(data.draw(st.sampled_from(list(self.chats))), texts, role, in_parts=in_parts)

    @precondition(has_messages)
    @rule(data=st.data(), text=TEXTS, in_parts=st.booleans())
    def edit(self, data: st.DataObject, text: list[str], in_parts: bool) -> None:
        chat_id, message = self.drawn(data)
        changes = MessageChanges({"content": content(text, in_parts)})
        work = self.services.messages.edit_message(
            self.user, chat_id, message.id, changes=changes, revisions=None
        )
        with suppress(MessageConflict):
            self.run(work)
        message.versions[message.selected] = text

    @precondition(has_messages)
    @rule(data=st.data(), text=TEXTS)
    def add_version(self, data: st.DataObject, text: list[str]) -> None:
        chat_id, message = self.drawn(data)
        version_id = self.new_id()
        work = self.services.versions.add_version(
            self.user,
            chat_id,
            message.id,
            version_id=version_id,
            fields={"content": " ".join(text)},
            revisions=None,
        )
        with suppress(MessageConflict):
            self.run(work)
            message.versions[version_id] = text
            message.selected = version_id

    @precondition(has_messages)
    @rule(data=st.data())
    def select(self, data: st.DataObject) -> None:
        chat_id, message = self.drawn(data)
        version_id = data.draw(st.sampled_from(list(message.versions)), label="version")
        work = self.services.versions.select_version(
            self.user, chat_id, message.id, version_id, revisions=None
        )
        with suppress(MessageConflict):
            self.run(work)
            message.selected = version_id

    @precondition(has_messages)
    @rule(data=st.data())
    def redact(self, data: st.DataObject) -> None:
        chat_id, message = self.drawn(data)
        self.run(
            self.services.messages.redact_message(self.user, chat_id, message.id, revisions=None)
        )
        message.is_redacted = True

    @precondition(lambda self: len(self.chats) < 5 and self.has_messages())
    @rule(data=st.data())
    def fork(self, data: st.DataObject) -> None:
        chat_id, message = self.drawn(data)
        source = self.chats[chat_id]
        through = source.messages.index(message) + 1
        head, _ = self.run(
            self.services.forks.fork_chat(
                self.user, chat_id, through=through, with_session=False, key=None
            )
        )
        copies = [
            Told(each.id, each.role, dict(each.versions), each.selected, each.is_redacted)
            for each in source.messages[:through]
        ]
        self.chats[head.id] = KnownChat(source.title, copies)

    @precondition(lambda self: len(self.chats) > 3)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chat_id = data.draw(st.sampled_from(list(self.chats)))
        self.run(self.services.chats.delete_chat(self.user, chat_id, None))
        del self.chats[chat_id]

    @rule(minutes=st.sampled_from([2, 60]))
    def rest(self, minutes: int) -> None:
        """So long that what was sealed is found by its words alone, or chats by theirs, too."""
        self.clock.advance(minutes=minutes)

    @rule()
    def fill(self) -> None:
        """Give words to all that has none."""

        async def fill() -> None:
            async for _ in fill_words(now=self.clock()):
                pass

        self.run(fill())

    @rule(
        query=queries(),
        role=st.none() | ROLES,
        in_one=st.booleans(),
        limit=st.integers(1, 9),
        busy=BUSY,
        data=st.data(),
    )
    def search(
        self,
        query: Asked,
        role: str | None,
        in_one: bool,
        limit: int,
        busy: str,
        data: st.DataObject,
    ) -> None:
        """Read all pages, while others write between them."""
        chat_id = None
        if in_one and self.chats:
            chat_id = data.draw(st.sampled_from(list(self.chats)), label="chat")
        self.finds_what_is_there(query, SearchScope(chat_id, role), limit=limit, busy=busy)

    @rule()
    def search_each_word(self) -> None:
        """By the beginning of each, alone."""
        for token, beginning in BEGINNINGS.items():
            query = Asked(token, [Term(token, beginning, goes_on=True)], [])
            self.finds_what_is_there(query, SearchScope(), limit=9, busy="")

    def finds_what_is_there(
        self, query: Asked, scope: SearchScope, *, limit: int, busy: str
    ) -> None:
        chat_id, role = scope.chat_id, scope.role
        expected = {
            (place, number)
            for place, chat in self.chats.items()
            if chat_id in (None, place)
            for number, tokens in (
                *([(None, chat.title)] if chat.title is not None and role is None else []),
                *((n, m.tokens) for n, m in enumerate(chat.messages, 1) if role in (None, m.role)),
            )
            if query.finds(tokens)
        }
        found: list[tuple[Any, ...]] = []
        scores: list[float] = []
        cursor: str | None = None
        while True:
            page = self.run(
                self.services.search.search(
                    self.user,
                    query.written,
                    scope,
                    cursor=cursor,
                    limit=limit,
                )
            )
            assert len(page.items) <= limit
            for each in page.items:
                message = each.hit.message
                number = None if message is None else message["sequence_order"]
                found.append((each.hit.place.chat_id, number))
                scores.append(each.hit.score)
                assert any(piece.marked for piece in each.snippet)
            cursor = page.next
            if cursor is None:
                break
            if busy:
                number = 1 if busy == "append" else 8
                for place in list(self.chats):
                    self.add(place, [["!?"]] * number, "user", in_parts=False)
        assert len(found) == len(set(found))
        assert set(found) == expected, set(found) ^ expected
        if self.one_window:
            assert scores == sorted(scores, reverse=True)

    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        """Whether all words are those of the messages."""
        if self.chats:
            self.run(self.is_sound(data.draw(st.sampled_from(list(self.chats)))))

    async def is_sound(self, chat_id: PydanticObjectId) -> None:
        checked = await check_chat(chat_id, now=self.clock(), conversations=False)
        assert checked is not None
        assert checked.findings == [], checked.findings

    def teardown(self) -> None:
        if hasattr(self, "chats"):
            for chat_id in self.chats:
                self.run(self.is_sound(chat_id))
            self.patched.undo()


def content(tokens: list[str], in_parts: bool) -> Any:
    """What says these words: a text, or parts of which some are none."""
    if not in_parts:
        return " ".join(tokens)
    half = len(tokens) // 2
    some = [{"type": "text", "text": " ".join(part)} for part in (tokens[:half], tokens[half:])]
    return [
        some[0],
        {"type": "image_url", "image_url": {"url": "https://bag.example/hat"}},
        some[1],
    ]
