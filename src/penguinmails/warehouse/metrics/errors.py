"""What can go wrong with metrics."""

from penguinmails.kernel.errors import PenguinError


class MetricUnknown(PenguinError):
    """There is no metric called {name}."""

    code, status = "metric_unknown", 404
    hint = "`penguinmails metrics` lists them all."
