"""Pixels, links and unsubscribing: what recipients' programs fetch from us, by signed names."""

from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.tracking.errors import DestinationRefused, TokenInvalid
from penguinmails.tracking.rewriting.service import rewrite_html, rewrite_text
from penguinmails.tracking.tokens.keys import tracking_key
from penguinmails.tracking.tokens.links import Links
from penguinmails.tracking.tokens.model import Kind, Ref, Token

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
    "DestinationRefused",
    "Kind",
    "Links",
    "Ref",
    "Token",
    "TokenInvalid",
    "rewrite_html",
    "rewrite_text",
    "tracking_key",
]
