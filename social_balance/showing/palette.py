"""The colours of the tones: the same in figure, table and text, on paper and on screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colours:
    """The colours of one tone: a filled field, the ink on it, and a line or text on white."""

    fill: str
    ink: str
    line: str


# Blue and orange can be told apart with every common colour-vision deficiency; sign and word say it too.
PALETTE: dict[str, Colours] = {
    "good": Colours("#12507b", "#ffffff", "#12507b"),
    "good_light": Colours("#cbe1f1", "#0d3858", "#2a6f9f"),
    "even": Colours("#e6e7e3", "#2b2f31", "#4a5055"),
    "bad_light": Colours("#fadbc2", "#652a06", "#a8501a"),
    "bad": Colours("#9c3f0a", "#ffffff", "#9c3f0a"),
    "mixed": Colours("#e7e0f0", "#3c2a5c", "#5b4486"),
    "open": Colours("#ffffff", "#3a4046", "#5f676e"),
    "none": Colours("#f4f4f2", "#565c61", "#6a7177"),
    "hidden": Colours("#f4f4f2", "#565c61", "#6a7177"),
}
