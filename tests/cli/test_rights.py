"""`broadsheet rights`: set, list, refuse."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from broadsheet.cli import app
from broadsheet.errors import ConfigurationError, StoreError
from tests.factories import make_publisher

pytestmark = pytest.mark.django_db


def test_a_setting_is_made_and_then_listed() -> None:
    make_publisher(key="the-tarn", name="The Tarn", rights="feed")
    assert CliRunner().invoke(app, ["rights"]).output == ""
    assert CliRunner().invoke(app, ["rights", "excerpt", "the-tarn"]).exit_code == 0
    assert CliRunner().invoke(app, ["rights"]).output == "the-tarn\texcerpt\tThe Tarn\n"


def test_an_unknown_publisher_and_a_setting_for_nobody_are_refused_with_advice() -> None:
    unknown = CliRunner().invoke(app, ["rights", "whole", "nobody"])
    assert isinstance(unknown.exception, StoreError)
    assert "nobody" in str(unknown.exception)
    assert isinstance(CliRunner().invoke(app, ["rights", "whole"]).exception, ConfigurationError)
