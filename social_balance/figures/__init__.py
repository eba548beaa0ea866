"""The figures of the Årsstatus: functions of a release that return the axes they drew on."""

from __future__ import annotations

from social_balance.figures.criteria import plot_criteria
from social_balance.figures.gaps import plot_gaps
from social_balance.figures.nonresponse import plot_missing
from social_balance.figures.overview import plot_overview
from social_balance.figures.plan import plot_plan
from social_balance.figures.robustness import plot_robustness
from social_balance.figures.theme import plot_theme
from social_balance.figures.weights import plot_calibration

__all__ = [
    "plot_calibration", "plot_criteria", "plot_gaps", "plot_missing", "plot_overview", "plot_plan",
    "plot_robustness", "plot_theme",
]  # fmt: skip
