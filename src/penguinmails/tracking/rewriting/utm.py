"""Campaign parameters of links (`utm_source` and its like)."""

from collections.abc import Mapping
from urllib.parse import quote


def encoded(utm: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Names and values as a query holds them; empty ones left out."""
    return tuple((quote(name, safe=""), quote(value, safe="")) for name, value in utm.items() if value)


def with_utm(url: str, utm: tuple[tuple[str, str], ...]) -> str:
    """The address with these (`encoded`) parameters added; what it says of one already stays."""
    if not utm:
        return url
    address, hash_, fragment = url.partition("#")
    place, mark, query = address.partition("?")
    known = {part.partition("=")[0] for part in query.split("&")} if mark else frozenset[str]()
    added = "&".join(f"{name}={value}" for name, value in utm if name not in known)
    if not added:
        return url
    joint = "&" if query and not query.endswith("&") else ""
    return f"{place}?{query}{joint}{added}{hash_}{fragment}"
