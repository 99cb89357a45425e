"""How the warehouse keeps up."""

from pydantic import Field

from penguinmails.kernel.settings import AreaSettings


class WarehouseSettings(AreaSettings):
    """`PENGUINMAILS_WAREHOUSE_*`."""

    warehouse_interval: float = Field(default=0.25, gt=0, le=60)
    """Seconds from turn to turn of the rollup; what comes in meanwhile is counted together."""
    warehouse_rows: int = Field(default=20_000, ge=100, le=1_000_000)
    """Events and verdicts of one tenant that one transaction counts at most: so long others wait."""
    warehouse_period_grace_days: int = Field(default=3, ge=0, le=60)
    """Days after its end that a billing period waits for late events before it is closed for invoicing."""
    warehouse_verify_sample: int = Field(default=2000, ge=1)
    """Messages of each tenant that are folded again at night, picked at random; facts are added up whole."""
