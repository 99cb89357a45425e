"""How leads come into a campaign: from its lists and segments, again and again, or by hand.

A pass reads the audience page by page and remembers how far it came with each page it commits. The first pass
takes everybody; later ones look for newcomers, of lists and of segments that keep adding. A lead is enrolled
once a campaign, and an address too, though several leads have it.
"""

from penguinmails.campaigns.enrolling.errors import CampaignTakesNobody
from penguinmails.campaigns.enrolling.service import enrol_leads, take_audience

__all__ = ["CampaignTakesNobody", "enrol_leads", "take_audience"]
