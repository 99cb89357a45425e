"""What can go wrong with reports."""

from penguinmails.kernel.errors import PenguinError


class ReportUnknown(PenguinError):
    """There is no report called {name}."""

    code, status = "report_unknown", 404
    hint = "`penguinmails report` lists them all."


class PeriodInvalid(PenguinError):
    """{text} is not a period: {reason}."""

    code, status = "report_period_invalid", 422
    hint = "Say 7d, 30d, 90d, 2026-10, 2026-10-05, 2026, or 2026-10-01..2026-10-31."


class TimezoneUnknown(PenguinError):
    """There is no time zone called {name}."""

    code, status = "report_timezone_unknown", 422
    hint = "Give a name of the IANA database, such as Europe/Berlin."


class MeasureInvalid(PenguinError):
    """{name} cannot decide what is better."""

    code, status = "report_measure_invalid", 422
    hint = "Compare by {known}."


class CampaignsWanted(PenguinError):
    """The report {report} is about {wanted}; {given} given."""

    code, status = "report_campaigns_wanted", 422
    hint = "Add --campaign NAME, once for each; `penguinmails campaign list` has their names."


class CampaignUnclear(PenguinError):
    """There is {many} campaign called {name}."""

    code, status = "report_campaign_unclear", 404
    hint = "Give its id; `penguinmails campaign list` has it."


class GrainInvalid(PenguinError):
    """{name} is no span that a report can count by."""

    code, status = "report_grain_invalid", 422
    hint = "Say day, week or month."


class ReportNotOf(PenguinError):
    """The report {report} cannot be limited to a {part}."""

    code, status = "report_not_of_part", 422
    hint = "Leave the {part} out."


class TenantWanted(PenguinError):
    """The report {report} is a tenant's, and no tenant was named."""

    code, status = "report_tenant_wanted", 422
    hint = "Say whose with --tenant NAME."
