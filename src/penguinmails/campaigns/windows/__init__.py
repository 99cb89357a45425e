"""When a campaign may send: weekly windows in a time zone, less the days on which nothing is sent. Pure."""

from penguinmails.campaigns.windows.openings import Calendar, Window, is_open, next_opening, zone_of

__all__ = ["Calendar", "Window", "is_open", "next_opening", "zone_of"]
