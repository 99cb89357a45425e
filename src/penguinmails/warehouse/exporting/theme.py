"""How charts and printed reports look: one set of colours, and Vega-Lite's configuration made of them."""

from typing import Any, Final

ACCENT: Final = "#2757d6"
"""What people did."""
STOP: Final = "#c2321f"
"""Bounces and complaints."""
GREY: Final = "#8a93a3"
INK: Final = "#1a1f2b"
MUTED: Final = "#5f6b7d"
LINE: Final = "#e2e6ec"
PAPER: Final = "#ffffff"
PALE: Final = "#eef2fd"
"""Nearly nothing, where a colour's depth is an amount."""
FONT: Final = "Liberation Sans, Arial, sans-serif"
"""The first comes with the renderer, so that a page looks the same on every machine."""

HATCH: Final = "url(#machines)"
"""What machines did: told from what people did without any colour."""
PATTERN: Final = (
    '<pattern id="machines" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="4" height="4" fill="#eceff3"/>'
    f'<line x1="0" y1="0" x2="0" y2="4" stroke="{GREY}" stroke-width="1.6"/></pattern>'
)
"""Vega-Lite cannot draw it: the page around a chart defines it, and `HATCH` fills with it."""

CONFIG: Final[dict[str, Any]] = {
    "background": None,
    "font": FONT,
    "padding": 0,
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "gridColor": LINE,
        "labelColor": MUTED,
        "labelFontSize": 10,
        "labelPadding": 6,
        "labelLimit": 170,
        "title": None,
    },
    "axisY": {"grid": False, "labelColor": INK},
    "axisX": {"tickCount": 4},
    "header": {
        "title": None,
        "labelColor": INK,
        "labelFontSize": 11,
        "labelFontWeight": "bold",
        "labelAnchor": "start",
        "labelPadding": 8,
    },
    "legend": {
        "title": None,
        "orient": "top",
        "direction": "horizontal",
        "labelColor": MUTED,
        "labelFontSize": 10,
        "symbolType": "square",
        "symbolSize": 80,
        "offset": 8,
    },
    "title": {
        "color": INK,
        "fontSize": 11,
        "fontWeight": "bold",
        "anchor": "start",
        "offset": 8,
        "frame": "group",
    },
    "bar": {"color": ACCENT},
    "rect": {"stroke": PAPER, "strokeWidth": 1},
    "scale": {"barBandPaddingInner": 0.35},
}
