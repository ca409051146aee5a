"""A process that makes an alert (`make ENDPOINT P256DH AUTH`), or sends until it is killed (`send`)."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

import django

django.setup()


def make(endpoint: str, p256dh: str, auth: str) -> None:
    """A reader with a browser, and a story that alerts: all but the sending."""
    from django.core.management import call_command

    from broadsheet.readers import alerts, following
    from tests.factories import NOW
    from tests.readers.alerting import BEFORE, dam, wish
    from tests.readers.signing_in import make_reader

    call_command("migrate", verbosity=0)
    reader = make_reader()
    following.follow(reader, "hashtag", "kesh-dam", "KeshDam", BEFORE)
    wish(reader)
    alerts.add_device(reader, endpoint, p256dh, auth, name="x", language="en", now=BEFORE)
    dam(at=NOW)


async def send() -> None:
    """As the gathering process does, until something ends it."""
    from django.conf import settings

    from broadsheet.pipeline.alert_step import AlertStep
    from broadsheet.pipeline.step import Workshop
    from broadsheet.pool import WorkerPool
    from tests.factories import NOW

    with WorkerPool(1) as pool:
        shop = Workshop(settings.CONFIG, None, pool, lambda: NOW + timedelta(minutes=1))  # type: ignore[arg-type]
        step = AlertStep(shop)
        await step.plan_once()
        print("planned", flush=True)
        await step.run()


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    else:
        asyncio.run(send())
