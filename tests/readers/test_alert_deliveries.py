"""What becomes of a message on its way to a browser: gone, late, twice, refused, led elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from broadsheet.readers.models import Alert, AlertMessage, AlertSettings, Delivery, PushDevice
from tests.factories import NOW
from tests.readers.alerting import alerted, carry_out, dam
from tests.readers.push_service import PushService

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("may_push")]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_removed(service: PushService, status: int) -> None:
    reader = alerted(service)
    service.answers = [status]
    dam()
    carry_out(until=lambda: not PushDevice.objects.exists())
    assert not Delivery.objects.exists()
    assert AlertSettings.objects.get(reader=reader).since is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_certainly_did_not_arrive_is_sent_again_later(service: PushService, status: int) -> None:
    alerted(service)
    service.answers = [status]
    dam()
    carry_out()
    row = Delivery.objects.get()
    assert (row.taken_at, row.tries, row.done_at) == (None, 1, None)
    wait = row.due_at - NOW
    assert wait == timedelta(seconds=90 if status == 429 else 60)
    device = PushDevice.objects.get()
    assert (device.failures, device.retry_at) == (0, row.due_at)
    carry_out(NOW + timedelta(seconds=30))
    assert len(service.received) == 1
    carry_out(NOW + wait)
    assert len(service.received) == 2
    assert service.received[0].said == service.received[1].said
    assert PushDevice.objects.get().failures == 0


def test_what_never_arrives_is_given_up(service: PushService) -> None:
    alerted(service)
    service.answers = [503] * 9
    dam()
    for hour in range(6):
        carry_out(NOW + hour * timedelta(hours=1.5))
    row = Delivery.objects.get()
    assert (row.tries, row.error_code, row.done_at is not None) == (5, "status", True)
    assert len(service.received) == 5
    assert PushDevice.objects.get().failures == 1  # one message, however often it was tried


def test_what_may_have_arrived_is_not_sent_again(service: PushService) -> None:
    alerted(service)
    service.answers = [-1]
    dam()
    carry_out()
    carry_out(NOW + HOUR)
    assert len(service.received) == 1
    assert Delivery.objects.get().error_code == "unreachable"


def test_a_browser_pays_neither_for_what_came_too_late_nor_for_our_key(
    service: PushService, settings: Any
) -> None:
    alerted(service)
    settings.CONFIG = replace(settings.CONFIG, vapid_key="no key")
    dam()
    carry_out()
    assert Delivery.objects.get().error_code == "reader"
    dam(at=NOW + HOUR)
    carry_out(NOW + HOUR, until=lambda: Delivery.objects.count() == 2)
    Delivery.objects.filter(done_at=None).update(taken_at=None)
    AlertMessage.objects.update(made_at=NOW - 13 * HOUR)
    carry_out(NOW + HOUR)
    device = PushDevice.objects.get()
    assert (service.received, device.failures, device.retry_at) == ([], 0, None)


def test_who_was_switched_off_is_told_nothing(service: PushService) -> None:
    reader = alerted(service)
    reader.is_active = False
    reader.save()
    dam()
    carry_out()
    assert Alert.objects.get().state == "over"
    assert not Delivery.objects.exists()


def test_one_that_is_refused_for_good_is_not_sent_again(service: PushService) -> None:
    alerted(service)
    service.answers = [403]
    dam()
    carry_out()
    carry_out(NOW + HOUR)
    assert len(service.received) == 1
    assert Delivery.objects.get().error_code == "status"


def test_no_address_leads_into_private_networks(service: PushService, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, allow_private=())
    alerted(service)
    dam()
    carry_out(until=lambda: not PushDevice.objects.exists())
    assert service.received == []


def test_a_redirect_is_not_followed(settings: Any) -> None:
    from aiohttp import web

    from tests.pipeline.servers import serve_app

    asked: list[str] = []

    async def lead_on(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    with serve_app([web.post("/push/{name}", lead_on), web.post("/elsewhere", lead_on)]) as address:
        service = PushService()
        service.address = address
        alerted(service)
        dam()
        carry_out()
    assert len(asked) == 1
    assert Delivery.objects.get().error_code == "too-many-redirects"
