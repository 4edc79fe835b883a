"""What is shipped has the console's built files: the wheel, of what the image is built from."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / "api" / "console" / "site"


def copied_into_the_image() -> list[str]:
    """What the Dockerfile takes of the repository to build the wheel of."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return [name for line in lines for name in line.split()[:-1]]


def test_what_the_image_is_built_of_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert ignored[0] == "*"
    assert {f"!{name}" for name in copied_into_the_image()} <= set(ignored)
    assert not [line for line in ignored if "site" in line or "assets" in line]


@pytest.mark.slow("it builds the wheel")
def test_the_wheel_has_every_built_file_of_the_console(tmp_path: Path) -> None:
    source, wheels = tmp_path / "source", tmp_path / "wheels"
    for name in copied_into_the_image():
        (copy := source / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy)
    build = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([sys.executable, *build, "--wheel-dir", wheels, source], check=True)
    (wheel,) = wheels.glob("threadkeep-*.whl")
    with zipfile.ZipFile(wheel) as opened:
        packed = {name: opened.read(name) for name in opened.namelist()}
    built = [path for path in SITE.rglob("*") if path.is_file()]
    assert len(built) > 5
    for path in built:
        assert packed.get(str(path.relative_to(ROOT))) == path.read_bytes()
