"""What a snippet shows of a text."""

from hypothesis import given
from hypothesis import strategies as st

from documents.aggregates.search.query import read_query
from documents.aggregates.search.ranking import MARKS_SHOWN, SNIPPET_CHARACTERS, Piece, snippet_of

WORDS = st.lists(
    st.sampled_from(["bag", "bags", "hat", "行李在行李", "é", "-", "x" * 90]), max_size=300
)


@given(WORDS, st.sampled_from(["bag", "bag hat", '"bag hat" é', "行李", "ba", "hat 李 bag"]))
def test_it_is_a_part_of_the_text_with_what_was_looked_for_marked(
    words: list[str], query: str
) -> None:
    text = " ".join(words)
    pieces = snippet_of(read_query(query), text)
    shown = "".join(piece.text for piece in pieces if piece != Piece("…", marked=False))
    assert shown in text
    assert len(shown) <= SNIPPET_CHARACTERS


def test_all_of_what_it_shows_is_marked_however_often_it_is_there() -> None:
    pieces = snippet_of(read_query("bag"), "my bag, " * 2_000)
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.marked] == ["bag"] * shown.count("bag")
    assert shown.count("bag") == MARKS_SHOWN
