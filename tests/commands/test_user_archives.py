"""A user's export as a zip archive and as a folder."""

import zipfile
from pathlib import Path

import pytest

from commands.embedded import EmbeddedServer
from commands.shared.failures import CommandError
from commands.user_archives import is_archive, open_archive, opened_export, write_user
from documents.database import Database
from documents.upkeep.export import export_user
from documents.upkeep.restored_values import NotOfAnExport
from services.lifecycle import COMMAND, services_on
from services.wiring import Wiring
from tests.documents.upkeep.test_erasure import HER, settle
from tests.documents.upkeep.test_restoration import converse, emptied, exported, restored
from tests.support import BEGINNING, CURSOR_KEY, settings_for


async def written(database: Database, path: str) -> None:
    with open_archive(path) as entries:
        await write_user(export_user(database, HER, now=BEGINNING), entries)


@pytest.mark.parametrize("name", ["her.zip", "her/"])
async def test_an_archive_is_stored_again_as_it_was(
    bound: Database, mongod: EmbeddedServer, tmp_path: Path, name: str
) -> None:
    path = f"{tmp_path}/{name}"
    assert is_archive(path)
    await settle(bound, HER)
    settings = settings_for(mongod.uri, bound.name)
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as services:
        await converse(services)
        await services.activity.flush()
        before = await exported(bound)
        await written(bound, path)
        await emptied(bound)
        with opened_export(path) as export:
            found = await restored(bound, list(export.lines()))
        assert (found.user_id, found.there.total()) == (HER, 0)
        assert await exported(bound) == before


async def test_an_attachment_is_a_file_of_the_archive(
    bound: Database, mongod: EmbeddedServer, tmp_path: Path
) -> None:
    settings = settings_for(mongod.uri, bound.name)
    async with services_on(bound, Wiring(settings, CURSOR_KEY), COMMAND) as services:
        await converse(services)
    await written(bound, f"{tmp_path}/her.zip")
    with zipfile.ZipFile(tmp_path / "her.zip") as archive:
        (name,) = [each for each in archive.namelist() if each.startswith("files/")]
        assert name.endswith("-a.png")
        assert archive.read(name) == b"a picture"
        assert b"file_chunk" not in archive.read("user.jsonl") + archive.read("files.jsonl")


def test_a_folder_that_has_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"), open_archive(f"{tmp_path}/"):
        pass
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "files/none"])
def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "export"
    folder.mkdir()
    line = f'{{"type":"file","id":"a","chunkSize":10,"path":"{path}"}}\n'
    (folder / "files.jsonl").write_text(line)
    with (
        opened_export(str(folder)) as export,
        pytest.raises(NotOfAnExport, match="there is no file"),
    ):
        list(export.lines())


def test_an_archive_of_something_else_is_one_sentence(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with (
        pytest.raises(CommandError, match=r"no user\.jsonl in it"),
        opened_export(str(tmp_path / "other.zip")),
    ):
        pass
