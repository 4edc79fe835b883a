"""The dashboard and the alerts in deploy/: each series that they name is one of the service's."""

import json
import re
import shutil
import subprocess
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from documents.shapes.base import utc_now
from services.settings import Settings
from services.tokens import make_token
from tests.commands.processes import serve

DEPLOY = Path("deploy")
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "threadkeep.json"

SECRET = "a secret of more than thirty-two characters"
# What Prometheus adds to what it scrapes.
ITS_OWN = {"up", "job", "instance", "le"}
_SELECTOR = re.compile(r"\b((?:threadkeep|process|python)_[a-z0-9_]+|up)\b(?:\{([^}]*)\})?")
_SAMPLE = re.compile(r"^([a-z_][a-z0-9_]*)(?:\{(.*)\})? \S+$", re.MULTILINE)

Series = dict[str, set[str]]
"""The labels of each series."""


def expressions_of_dashboard() -> list[str]:
    dashboard = json.loads(DASHBOARD.read_text())
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]


def named_in(texts: list[str]) -> Series:
    found: Series = defaultdict(set)
    for text in texts:
        for name, labels in _SELECTOR.findall(text):
            found[name] |= set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", labels))
    return found


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Series:
    """What a service has in ``/metrics`` after requests that went well and others that did not."""
    folder = tmp_path_factory.mktemp("monitored")
    env = {"THREADKEEP_TOKEN_SECRET": SECRET}
    with serve(folder / "data", env=env, module="commands") as service:
        address = service.address()
        load(address)
        text = httpx.get(f"{address}/metrics", timeout=60).text
    found: Series = defaultdict(set)
    for name, labels in _SAMPLE.findall(text):
        found[name] |= set(re.findall(r'(\w+)="', labels))
    return found


def load(address: str) -> None:
    settings = Settings(token_secret=SecretStr(SECRET))
    token = make_token("ada", settings=settings, clock=utc_now, expires=timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        chat = client.post("/sessions", json={"name": "a trip", "key": "k"}).json()["chat_id"]
        for _ in range(3):
            client.post(f"/chats/{chat}/messages", json={"role": "user", "content": "hello"})
        client.get(f"/chats/{chat}/messages")
        client.get("/nowhere")
        # The second is refused by a unique index: an operation that failed.
        for _ in range(2):
            stream = client.post(f"/chats/{chat}/streams", json={"id": "m"}).json()["id"]
        with client.stream("GET", f"/streams/{stream}/events") as reader:
            next(reader.iter_raw())
        with client.stream("GET", f"/chats/{chat}/events") as reader:
            next(reader.iter_raw())
        # Before it is a request it is refused.
        client.get("/healthz", headers={"X-Long": "a" * 20_000})


@pytest.mark.parametrize("place", [ALERTS, DASHBOARD], ids=lambda place: place.name)
def test_every_series_and_label_is_one_of_a_loaded_service(scraped: Series, place: Path) -> None:
    texts = [place.read_text()] if place is ALERTS else expressions_of_dashboard()
    named = named_in(texts)
    assert len(named) > 10
    for name, labels in named.items():
        if name not in ITS_OWN:
            assert name in scraped, name
            assert labels - ITS_OWN <= scraped[name], name


def test_every_series_of_the_service_is_described(scraped: Series) -> None:
    described = (Path("docs") / "operations.md").read_text()
    told = {name for name in scraped if not name.endswith("_created")}
    bases = {re.sub(r"_(bucket|sum|count)$", "", name) for name in told}
    ours = {name for name in bases if name.startswith("threadkeep_")}
    assert {name for name in ours if f"`{name}`" not in described} == set()


@pytest.mark.skipif(shutil.which("promtool") is None, reason="comes with Prometheus")
def test_prometheus_reads_the_expressions(tmp_path: Path) -> None:
    rules = [
        {"record": f"panel_{number}", "expr": re.sub(r"\$(__)?\w+", _put_in, expression)}
        for number, expression in enumerate(expressions_of_dashboard())
    ]
    written = tmp_path / "panels.json"  # JSON is YAML
    written.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    for file in (written, ALERTS):
        subprocess.run(["promtool", "check", "rules", str(file)], check=True)
    subprocess.run(
        ["promtool", "test", "rules", str(DEPLOY / "prometheus" / "alerts_test.yml")], check=True
    )


def _put_in(variable: "re.Match[str]") -> str:
    return "5m" if variable[1] else "any"
