"""What the pages and the API refuse, with the status and the same three parts."""

from __future__ import annotations

from auditor.errors import AuditorError
from auditor.web.texts import ENGLISH


class RequestError(AuditorError):
    """A request that is not carried out."""

    slug = "request"
    status = 400


class UnknownProductError(RequestError):
    """There is no such product, or it is somebody else's."""

    slug = "request.unknown"
    status = 404


class NotReadyError(RequestError):
    """The product is still being read."""

    slug = "request.not-ready"
    status = 409


class RefusedValueError(RequestError):
    """A value is not what it should be."""

    slug = "request.value"
    status = 422


class NoTokenError(RequestError):
    """Whoever asks has not said who they are."""

    slug = "request.token"
    status = 401


class ForgedError(RequestError):
    """A form that none of our pages sent."""

    slug = "request.forged"
    status = 403


class TooMuchError(RequestError):
    """More than the limits allow."""

    slug = "limit.request"
    status = 413


class TooOftenError(RequestError):
    """More requests than the limits allow."""

    slug = "limit.rate"
    status = 429

    def __init__(self, subject: str, problem: str, wait_seconds: int) -> None:
        """`wait_seconds`: after so many it is worth another try."""
        remedy = f"try again in {wait_seconds} seconds"
        super().__init__(subject, problem, remedy)
        self.wait_seconds = wait_seconds


class FullError(RequestError):
    """No room for more until something is deleted or read."""

    slug = "limit.quota"
    status = 507


def no_page(subject: str) -> UnknownProductError:
    """The refusal of an address that nothing has."""
    return UnknownProductError(subject, ENGLISH["no_page"], ENGLISH["check_address"])
