"""What the tests of pages ask them by."""

from __future__ import annotations

from django.test import Client

from broadsheet.store.models import Article, Story


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status
    return response.content.decode()


def address_of(found: Story | Article) -> str:
    return f"/{'story' if isinstance(found, Story) else 'article'}/{found.public_id}"
