"""The example for Kubernetes: it can be rendered, and says what the service needs."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from commands.serve.stopping import end_seconds
from services.settings import Settings

FOLDER = Path("deploy") / "kubernetes"


def test_every_setting_in_it_is_one_of_the_service() -> None:
    known = {f"THREADKEEP_{name.upper()}" for name in Settings.model_fields} | {"MONGODB_URI"}
    named = re.findall(r"\{name: ([A-Z_]+), value", (FOLDER / "deployment.yaml").read_text())
    assert named
    assert {name.removesuffix("_FILE") for name in named} <= known


def test_a_pod_has_time_to_end() -> None:
    (given,) = re.findall(
        r"terminationGracePeriodSeconds: (\d+)", (FOLDER / "deployment.yaml").read_text()
    )
    (before,) = re.findall(r'\[sleep, "(\d+)"\]', (FOLDER / "deployment.yaml").read_text())
    assert int(given) > int(before) + end_seconds(Settings())


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="comes with Kubernetes")
def test_it_is_rendered_offline() -> None:
    made = subprocess.run(
        ["kubectl", "kustomize", str(FOLDER)], check=True, capture_output=True, text=True
    )
    kinds = re.findall(r"^kind: (\w+)", made.stdout, re.MULTILINE)
    assert sorted(kinds) == [
        "Deployment",
        "HorizontalPodAutoscaler",
        "Job",
        "Namespace",
        "PodDisruptionBudget",
        "Service",
    ]
