from pathlib import Path

from documents.shapes.state_tables import TABLES, documentation

DOCUMENTATION = Path(__file__).parents[3] / "docs" / "state-machines.md"


def test_the_documented_diagrams_are_those_of_the_tables() -> None:
    assert DOCUMENTATION.read_text() == documentation(), (
        'run: python -c "from documents.shapes.state_tables import documentation; '
        "print(documentation(), end='')\" > docs/state-machines.md"
    )


def test_every_status_can_be_reached() -> None:
    for table in TABLES:
        first = next(iter(table.moves))
        reached = {first} | {to for moves in table.moves.values() for to in moves}
        assert reached == set(table.moves), table.entity


def test_every_move_leads_to_a_status_of_the_table() -> None:
    for table in TABLES:
        for moves in table.moves.values():
            assert set(moves) <= set(table.moves), table.entity
