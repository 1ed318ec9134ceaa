"""The API against its own description, with whatever schemathesis can think of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("fastapi", reason="the extra web is not installed")
pytest.importorskip("schemathesis", reason="schemathesis is not installed")

import schemathesis
from hypothesis import HealthCheck, settings

from tests.web_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        running.wait_for(running.submit("plain-l-glutamine.pdf"))
        yield running


@pytest.fixture
def described(server: Server) -> object:
    return schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json")


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_no_request_brings_the_server_down(case: schemathesis.Case) -> None:
    case.call_and_validate()
