"""What can go wrong with enrolling."""

from penguinmails.kernel.errors import PenguinError


class CampaignTakesNobody(PenguinError):
    """A campaign that is {status} takes no leads."""

    code, status = "campaign_takes_nobody", 409
    hint = "Copy the campaign, and enrol them in the copy."
