"""PenguinMails: cold outreach and opt-in email whose numbers can be proven."""

__version__ = "0.1.0"
