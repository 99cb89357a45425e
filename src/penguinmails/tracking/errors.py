"""What can go wrong with links and hits."""

from penguinmails.kernel.errors import PenguinError


class TokenInvalid(PenguinError):
    """The link was not made by this platform, or was changed on its way."""

    code, status = "token_invalid", 404
    hint = "Follow the link from the mail itself; a mail program may have broken it over two lines."


class DestinationRefused(PenguinError):
    """A link to {url} cannot be followed through this platform: {reason}."""

    code, status = "destination_refused", 422
    hint = "Give an http or https address of at most {longest} bytes."


class SpoolFull(PenguinError):
    """The spool of hits cannot be written: {reason}."""

    code, status, transient = "spool_full", 503, True
    hint = "Make room on the disk that holds PENGUINMAILS_HOME/tracking/spool."


class RegionsInvalid(PenguinError):
    """The file of regions {file} cannot be used: {reason}."""

    code = "tracking_regions_invalid"
    hint = "PENGUINMAILS_TRACKING_REGIONS names an MMDB file, such as GeoLite2-City.mmdb or DB-IP's."


class AddressTaken(PenguinError):
    """Nothing can listen at {listen}: {reason}."""

    code = "address_taken"
    hint = "Stop what listens there, or choose another address by PENGUINMAILS_TRACKING_LISTEN."
