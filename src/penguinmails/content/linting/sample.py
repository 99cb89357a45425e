"""A made-up recipient, to show and measure a template with."""

from typing import Any, Final

SAMPLE: Final[dict[str, Any]] = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "company": "Analytical Engines",
    "title": "Head of Computing",
    "phone": "+44 20 7946 0123",
    "timezone": "Europe/London",
    "language": "en",
    "country": "GB",
    "custom": {},
}

AROUND: Final[dict[str, Any]] = {
    "sender": {"name": "Charles Babbage", "email": "charles@example.org"},
    "links": {
        "unsubscribe": "https://example.org/unsubscribe/sample",
        "view": "https://example.org/view/sample",
        "preferences": "https://example.org/preferences/sample",
    },
}
"""What every message has besides its lead, until a campaign sets it."""
