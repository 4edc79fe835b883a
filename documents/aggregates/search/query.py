"""What a search looks for: words, phrases, and what must not be there."""

import re
from dataclasses import dataclass

from documents.shapes.searched import MAX_WORD_CHARACTERS, Unit, searched_form, units_of, words_of

MAX_TERMS = 16

_CHUNK = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)"?|(?P<word>\S+)')


class NothingToFind(ValueError):
    """A search has no word to look for, or too many; the message says which."""


@dataclass(frozen=True)
class SearchTerm:
    """A word, a phrase or a run of characters, as it stands in a text's searched form.

    ``needle`` is all of it; ``beginning`` the same for what only begins so, equal to it
    unless the last word may go on. ``words`` are those that a document with it has;
    ``prefix`` what one of its words begins with.
    """

    needle: str
    beginning: str
    parts: tuple[str, ...]
    words: tuple[str, ...]
    prefix: str | None = None

    @classmethod
    def of(cls, units: list[Unit], *, goes_on: bool) -> "SearchTerm":
        """The term of a part of a query."""
        needle = searched_form(units)
        if units[0].is_run:
            needle = needle[1:]
        if units[-1].is_run:
            needle = needle[:-1]
        goes_on = goes_on and not units[-1].is_run
        beginning = needle[:-1] if goes_on else needle
        whole = units[:-1] if goes_on else units
        words = set()
        prefix = units[-1].folded[:MAX_WORD_CHARACTERS] if goes_on else None
        for unit in whole:
            if unit.is_run:
                # Its last character may go on in the text.
                words |= words_of([unit]) - {unit.folded[-1]}
                if len(unit.folded) == 1:
                    prefix = unit.folded
            else:
                words |= words_of([unit])
        return cls(needle, beginning, tuple(u.folded for u in units), tuple(sorted(words)), prefix)


@dataclass(frozen=True)
class SearchQuery:
    """All of ``wanted`` must be in a text, and none of ``unwanted``."""

    wanted: tuple[SearchTerm, ...]
    unwanted: tuple[SearchTerm, ...]

    @property
    def words(self) -> list[str]:
        """Words that every document with a hit has, the longest first."""
        return sorted(
            {word for term in self.wanted for word in term.words}, key=lambda w: (-len(w), w)
        )

    @property
    def prefix(self) -> str | None:
        """What a word of every document with a hit begins with; None where nothing tells."""
        found = [term.prefix for term in self.wanted if term.prefix]
        return max(found, key=len) if found else None

    def matches(self, form: str) -> bool:
        """Whether a text has this searched form that the search looks for."""
        return all(term.beginning in form for term in self.wanted) and not any(
            term.beginning in form for term in self.unwanted
        )

    def may_match(self, text: str) -> bool:
        """False for some texts that cannot match, without the work of reading their words."""
        if not text.isascii():
            return True
        lowered = text.lower()
        return all(part in lowered for term in self.wanted for part in term.parts)


def read_query(text: str) -> SearchQuery:
    """The search that a text asks for.

    Words must all be there, in any order; the last one may go on, unless a blank follows
    it. ``"…"`` is a phrase, and so is what has no blank in it: ``e-mail``. A minus before a
    word or a phrase forbids it. Raises NothingToFind.
    """
    wanted: list[SearchTerm] = []
    unwanted: list[SearchTerm] = []
    chunks = list(_CHUNK.finditer(text))
    for chunk in chunks:
        word = chunk["word"]
        minus = bool(chunk["minus"])
        if word is not None:
            minus = word.startswith("-")
        units = units_of(word if word is not None else chunk["phrase"])
        if units:
            goes_on = word is not None and not minus and chunk.end() == len(text)
            (unwanted if minus else wanted).append(SearchTerm.of(units, goes_on=goes_on))
    if not wanted:
        raise NothingToFind("a word or a phrase to look for, beside what is not to be there")
    if len(wanted) + len(unwanted) > MAX_TERMS:
        raise NothingToFind(f"{MAX_TERMS} words and phrases at most")
    return SearchQuery(tuple(wanted), tuple(unwanted))
