"""The API against its own description, with whatever schemathesis can think of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("fastapi", reason="the extra web is not installed")
pytest.importorskip("schemathesis", reason="schemathesis is not installed")

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.web_server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis.schemas import APIOperation, BaseSchema

OPERATIONS = (
    "GET /api/v1/facts",
    "GET /api/v1/products",
    "POST /api/v1/products",
    "GET /api/v1/products/{product_id}",
    "DELETE /api/v1/products/{product_id}",
    "GET /api/v1/products/{product_id}/audit",
    "PUT /api/v1/products/{product_id}/facts/{fact}",
    "DELETE /api/v1/products/{product_id}/facts/{fact}",
    "GET /api/v1/products/{product_id}/truth",
    "GET /api/v1/profiles",
)

NO_SCHEMA_TELLS = [positive_data_acceptance]
"""What is handed in must also be a picture, and what is typed the fact it corrects."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def described(server: Server) -> dict[str, APIOperation]:
    schema: BaseSchema = schemathesis.openapi.from_url(
        f"{server.address}/api/v1/openapi.json"
    )
    return {result.ok().label: result.ok() for result in schema.get_all_operations()}


def test_every_operation_is_tried(described: dict[str, APIOperation]) -> None:
    assert set(described) == set(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_brings_the_server_down(
    described: dict[str, APIOperation], label: str
) -> None:
    operation = described[label]

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=NO_SCHEMA_TELLS)

    ask()


def test_a_real_product_survives_it_too(
    server: Server, described: dict[str, APIOperation]
) -> None:
    product = server.submit("plain-l-glutamine.pdf")
    server.wait_for(product)
    operation = described["PUT /api/v1/products/{product_id}/facts/{fact}"]

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        case.path_parameters = {"product_id": product, "fact": "nutrients"}
        case.call_and_validate(excluded_checks=NO_SCHEMA_TELLS)

    ask()
