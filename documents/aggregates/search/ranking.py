"""How well a text matches a search, and which part of it shows that."""

from bisect import bisect_right
from dataclasses import dataclass

from documents.aggregates.search.query import SearchQuery
from documents.shapes.searched import Unit, each_unit, form_of, searched_form

SNIPPET_CHARACTERS = 200
MARKS_SHOWN = 20
"""How often what was looked for is in a snippet: of a page of them all pieces are an answer."""
_BEFORE = 50
_LONGEST_PHRASE = 500

_SATURATION = 1.2
_USUAL_UNITS = 60
_SHARE_OF_LENGTH = 0.6
_BEGINNING = 0.5
IN_TITLE = 2.0
"""By how much a title counts for more than a message."""


@dataclass(frozen=True)
class Piece:
    """A part of a snippet; ``marked`` is what was looked for."""

    text: str
    marked: bool


def score_of(query: SearchQuery, text: str) -> float | None:
    """How well a text matches; None where it does not.

    Okapi BM25 without the rarity of words, which would move the ranks as messages come
    (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009): the more often
    and the shorter the text the better, whole words twice as good as beginnings.
    """
    if not query.may_match(text):
        return None
    form, count = form_of(text)
    if not query.matches(form):
        return None
    length = 1 - _SHARE_OF_LENGTH + _SHARE_OF_LENGTH * count / _USUAL_UNITS
    score = 0.0
    for term in query.wanted:
        whole = form.count(term.needle)
        often = whole + _BEGINNING * (form.count(term.beginning) - whole)
        score += often * (_SATURATION + 1) / (often + _SATURATION * length)
    return round(score, 4)


def snippet_of(query: SearchQuery, text: str) -> list[Piece]:
    """The part of a text around the first that was looked for, with all of that marked."""
    units = _units_shown(query, text)
    spans = _spans(query, units)
    first = spans[0][0] if spans else 0
    start = max(0, first - _BEFORE)
    if start:
        start = next((u.start for u in units if u.start >= start), start)
        start = min(start, first)
    end = min(len(text), start + SNIPPET_CHARACTERS)
    if end < len(text):
        # Not in the midst of a word, if there is an end of one.
        ends = [u.end for u in units if start < u.end <= end]
        end = ends[-1] if ends and ends[-1] > first else end
    shown = [span for span in spans if span[0] < end]
    if len(shown) > MARKS_SHOWN:
        end = shown[MARKS_SHOWN][0]
    pieces: list[Piece] = []
    at = start
    for low, high in shown[:MARKS_SHOWN]:
        _add(pieces, text[at:low], marked=False)
        _add(pieces, text[max(low, at) : min(high, end)], marked=True)
        at = max(at, min(high, end))
    _add(pieces, text[at:end], marked=False)
    if start:
        pieces.insert(0, Piece("…", marked=False))
    if end < len(text):
        pieces.append(Piece("…", marked=False))
    return pieces


def _units_shown(query: SearchQuery, text: str) -> list[Unit]:
    """The units about the first that was looked for: with the longest phrase that begins in the
    snippet, and no more, for there may be thousands."""
    form, _ = form_of(text)
    places = [form.find(term.beginning) for term in query.wanted]
    # Between two units stand two spaces, and nowhere else.
    first = min((form.count("  ", 0, place + 1) for place in places if place >= 0), default=0)
    shown: list[Unit] = []
    reach: int | None = None
    for number, unit in enumerate(each_unit(text)):
        if number == first:
            reach = unit.end + SNIPPET_CHARACTERS + _LONGEST_PHRASE
        if reach is not None and unit.start > reach:
            break
        if number >= first - _BEFORE:
            shown.append(unit)
    return shown


def _add(pieces: list[Piece], text: str, *, marked: bool) -> None:
    if text:
        pieces.append(Piece(text, marked))


def _spans(query: SearchQuery, units: list[Unit]) -> list[tuple[int, int]]:
    """Where in the text the terms are, in order and apart; whole words, characters of runs.

    Of each term those that a snippet may show, which begins at the first of all: not thousands.
    """
    form = searched_form(units)
    starts: list[int] = []
    at = 1
    for unit in units:
        starts.append(at)
        at += len(unit.folded) + 2
    found: list[tuple[int, int]] = []
    for term in query.wanted:
        needle = term.beginning
        place = form.find(needle)
        reach: int | None = None
        while place >= 0:
            low = place + len(needle) - len(needle.lstrip(" "))
            high = place + len(needle.rstrip(" "))
            span = _in_text(units, starts, low, high)
            if reach is None:
                reach = span[0] + SNIPPET_CHARACTERS
            elif span[0] > reach:
                break
            found.append(span)
            place = form.find(needle, place + 1)
    merged: list[tuple[int, int]] = []
    for low, high in sorted(found):
        if merged and low <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], high)
        else:
            merged.append((low, high))
    return merged


def _in_text(units: list[Unit], starts: list[int], low: int, high: int) -> tuple[int, int]:
    """The place in the text of a part of the searched form."""
    first = _unit_at(starts, low)
    last = _unit_at(starts, high - 1)
    return _start(units[first], low - starts[first]), _end(units[last], high - starts[last])


def _unit_at(starts: list[int], place: int) -> int:
    return bisect_right(starts, place) - 1


def _start(unit: Unit, offset: int) -> int:
    exact = unit.is_run and len(unit.folded) == unit.end - unit.start
    return unit.start + offset if exact else unit.start


def _end(unit: Unit, offset: int) -> int:
    exact = unit.is_run and len(unit.folded) == unit.end - unit.start
    return unit.start + offset if exact else unit.end
