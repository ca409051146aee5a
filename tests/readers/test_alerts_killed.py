"""A process that is killed while it sends: nothing arrives twice, and what was not begun is not lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.gatherings import ROOT, Gathering, migrated
from tests.readers.push_service import PushService

pytestmark = pytest.mark.slow
_COUNT = """
import django
django.setup()
from broadsheet.readers.models import Delivery
print(Delivery.objects.filter(taken_at=None).count())
"""


@pytest.fixture
def gathering(tmp_path: Path, service: PushService) -> Gathering:
    made = migrated(tmp_path)
    sent = service.new_browser().subscription(service.address)
    process = start(made, "make", *sent.values())
    assert process.wait(120) == 0
    return made


def environment(gathering: Gathering) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return gathering.environment | {"PYTHONPATH": path}


def start(gathering: Gathering, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.readers.kill_alerts", *arguments],
        env=environment(gathering),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def wait_until_planned(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout
    assert process.stdout.readline() == b"planned\n"


def wait_for(service: PushService, count: int) -> None:
    for _ in range(1200):
        if len(service.received) >= count:
            return
        time.sleep(0.05)
    pytest.fail(f"{len(service.received)} messages came, not {count}")


def test_what_was_on_its_way_is_not_sent_again(gathering: Gathering, service: PushService) -> None:
    service.answers = [0]  # takes it, and never says so
    process = start(gathering, "send")
    wait_for(service, 1)
    kill(process)
    again = start(gathering, "send")
    wait_until_planned(again)
    time.sleep(3)  # for what should not come
    kill(again)
    assert len(service.received) == 1


def test_what_was_not_begun_is_sent_once(gathering: Gathering, service: PushService) -> None:
    process = start(gathering, "send")
    wait_until_planned(process)  # decided and written; whether it was taken is up to chance
    kill(process)
    for _ in range(2):
        again = start(gathering, "send")
        wait_until_planned(again)
        time.sleep(3)
        kill(again)
    assert len(service.received) <= 1
    untaken = subprocess.run(
        [sys.executable, "-c", _COUNT],
        env=environment(gathering),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert untaken.stdout == b"0\n"
