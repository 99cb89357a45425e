"""What can go wrong with campaigns. Every code is stable."""

from penguinmails.kernel.errors import PenguinError


class CampaignsError(PenguinError):
    """Something about a campaign is wrong."""

    status = 422


class CampaignUnknown(CampaignsError):
    """There is no campaign {campaign}."""

    code, status = "campaign_unknown", 404
    hint = "`penguinmails campaign list --tenant TENANT` shows them."


class CampaignAmbiguous(CampaignsError):
    """{count} campaigns are named {campaign}."""

    code, status = "campaign_ambiguous", 409
    hint = "Give the id, which `penguinmails campaign list` shows."


class CampaignFileUnreadable(CampaignsError):
    """The file {file} is no TOML: {reason}."""

    code = "campaign_file_unreadable"
    hint = "examples/campaign.toml shows how one looks."


class CampaignInvalid(CampaignsError):
    """The campaign's {field} cannot be so: {reason}."""

    code = "campaign_invalid"
    hint = "Nothing was changed. examples/campaign.toml shows what may be said."


class CampaignFixed(CampaignsError):
    """The campaign {name} is {status}; its steps can no longer be changed."""

    code, status = "campaign_fixed", 409
    hint = "Leads are on their way through them. Switch steps off, or make a new campaign."


class TransitionIllegal(CampaignsError):
    """The campaign {name} is {status} and cannot be {wanted}."""

    code, status = "campaign_transition_illegal", 409
    hint = "From {status} it can become: {possible}."


class NotReady(CampaignsError):
    """The campaign {name} cannot start: {reasons}"""

    code = "campaign_not_ready"
    hint = "`penguinmails campaign check` lists everything that is in the way."


class ScheduledPast(CampaignsError):
    """{moment} is past."""

    code = "campaign_scheduled_past"
    hint = "Give a later time, or none to start now."


class StepUnknown(CampaignsError):
    """The campaign {name} has no step {step}."""

    code, status = "campaign_step_unknown", 404
    hint = "`penguinmails campaign show` numbers its steps."


class StepSendsNothing(CampaignsError):
    """Step {step} of the campaign {name} sends no email."""

    code = "campaign_step_sends_nothing"
    hint = "Name a step that does."


class VariantUnknown(CampaignsError):
    """The step of the campaign {name} has no variant {variant}."""

    code, status = "campaign_variant_unknown", 404
    hint = "`penguinmails campaign show` lists them."


class NoMailboxNow(CampaignsError):
    """No mailbox of the campaign {name} can send now: {reasons}"""

    code, status = "campaign_no_mailbox", 409
    hint = "`penguinmails mailbox list` shows what each is doing."
