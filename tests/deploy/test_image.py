"""The image and the compose file: what they are made of is pinned, and their checks cost little."""

import http.server
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PINNED = re.compile(r"[a-z.]+:[\w.-]+@sha256:[0-9a-f]{64}")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the shell of the image")


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A service whose ``/healthz`` answers so, at a port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def checked(port: int) -> int:
    """What the image's health check says of a service at a port."""
    found = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])\n", DOCKERFILE, re.DOTALL)
    assert found is not None
    command = json.loads(found[1])
    ended = subprocess.run(command, env={"PORT": str(port)}, capture_output=True, timeout=30)
    return ended.returncode


def test_a_service_that_is_well_passes_the_health_check() -> None:
    with answering(200) as port:
        assert checked(port) == 0


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_service_that_answers_anything_else_does_not(status: int) -> None:
    with answering(status) as port:
        assert checked(port) == 1


def test_where_nobody_listens_it_fails() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert checked(free.getsockname()[1]) == 1


def test_a_service_that_never_answers_fails_it() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert checked(silent.getsockname()[1]) != 0


def test_what_the_image_is_made_from_is_pinned_by_its_digest() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases
    assert [each for each in bases if not PINNED.fullmatch(each)] == []
    assert len(set(bases)) == 1


def test_the_database_of_the_compose_file_is_pinned_by_its_digest() -> None:
    images = re.findall(
        r"^    image: (\S+)", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE
    )
    assert images
    assert [each for each in images if not PINNED.fullmatch(each)] == []
