import pytest

from documents.release import release_order


def test_releases_are_ordered_by_their_numbers() -> None:
    ordered = ["0.9", "1.0.0rc1", "1.0.0rc2", "1.0", "1.0.post1", "1.9", "1.10.0", "2026.11.22"]

    found = list(reversed(ordered))
    found.sort(key=release_order)
    assert found == ordered
    assert release_order("v1.0.0") == release_order("1.0") == release_order("1+build5")


def test_a_commit_hash_is_no_release() -> None:
    with pytest.raises(ValueError, match="no release number"):
        release_order("deadbeef")
