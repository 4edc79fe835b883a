"""What the options of ``threadkeep serve`` take the place of."""

import signal
from pathlib import Path

import httpx
import pytest

from tests.commands.processes import serve


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_option_stands_for_a_variable_that_does_not_fit(workers: str, tmp_path: Path) -> None:
    wrong = {"PORT": "http", "WEB_CONCURRENCY": "many"}
    with serve(tmp_path, "--workers", workers, env=wrong) as service:
        assert httpx.get(f"{service.address()}/readyz").status_code == 200
        service.process.send_signal(signal.SIGTERM)
        assert service.ended() == (0, "")
