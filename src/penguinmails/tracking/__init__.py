"""Pixels, links and unsubscribing: what recipients' programs fetch from us, by signed names.

`tokens` are what links say, signed; `rewriting` puts them into a rendered message. `serving` answers whoever
follows them, after the hit is safe in the `spool` and without asking a database. `shipping` takes the spool
to the ledger, as far as each lead allows, and suppresses who unsubscribed.

The process `tracking` is `serve(databases, stop)`.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.tracking.errors import AddressTaken, DestinationRefused, SpoolFull, TokenInvalid
    from penguinmails.tracking.rewriting.service import rewrite_html, rewrite_pieces, rewrite_text
    from penguinmails.tracking.serving.process import serve
    from penguinmails.tracking.settings import TrackingSettings
    from penguinmails.tracking.shipping.model import LEFT, Left
    from penguinmails.tracking.shipping.shipper import Shipper
    from penguinmails.tracking.spool.places import spool_folder
    from penguinmails.tracking.spool.state import SpoolState, spool_state
    from penguinmails.tracking.tokens.keys import tracking_key
    from penguinmails.tracking.tokens.links import Links
    from penguinmails.tracking.tokens.model import Kind, Ref, Token
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "LEFT",
    "AddressTaken",
    "DestinationRefused",
    "Kind",
    "Left",
    "Links",
    "Ref",
    "Shipper",
    "SpoolFull",
    "SpoolState",
    "Token",
    "TokenInvalid",
    "TrackingSettings",
    "rewrite_html",
    "rewrite_pieces",
    "rewrite_text",
    "serve",
    "spool_folder",
    "spool_state",
    "tracking_key",
]
