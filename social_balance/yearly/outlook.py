"""What goes beyond two years: the index in every wave, the pace towards a year, and other choices."""

from __future__ import annotations

from typing import Any

import pandas as pd

from social_balance.estimates.scores import weight_matrix
from social_balance.language.tables import languages
from social_balance.verdicts.claims import by_language
from social_balance.verdicts.indexes import compare_waves
from social_balance.verdicts.progress import progress
from social_balance.verdicts.robustness import robustness
from social_balance.yearly.status import Status

_PACE = (
    "gap_now", "gap_now_low", "gap_now_high", "pace", "pace_low", "pace_high", "needed",
    "gap_at_target", "gap_at_target_low", "gap_at_target_high", "pace_sign", "pace_state",
)  # fmt: skip


def outlook_tables(status: Status) -> dict[str, pd.DataFrame]:
    """Return the tables that go beyond the two years that are compared.

    Parameters
    ----------
    status : Status

    Returns
    -------
    dict of str to DataFrame
        series, one row per (theme, area, year), where there are more than two waves; pace, one row per
        (theme, area), where the target year is ahead; robustness, one row per (theme, area), where the
        configuration asks for it. Empty otherwise.
    """
    meta = status.meta
    tables = {name: pd.DataFrame() for name in ("series", "pace", "robustness")}
    if len(meta.years) > 2:
        tables["series"] = _series_table(status)
    if meta.target is not None and meta.target > meta.years[-1]:
        tables["pace"] = _pace_table(status, meta.target)
    if meta.robustness:
        tables["robustness"] = _robustness_table(status)
    return tables


def _question(status: Status) -> dict[str, Any]:
    """Return what the status asks, as every further comparison has to ask it too."""
    main = status.ambition
    return {
        "reference": main.reference, "margin": main.margins, "adjust": main.adjust, "alpha": main.alpha,
    }  # fmt: skip


def _series_table(status: Status) -> pd.DataFrame:
    """Return the index of every wave on the indicators that can be compared over all of them."""
    meta = status.meta
    scores = status.index.scores
    followed = {name for _, name in meta.areas}
    labels = []
    weights = []
    for theme in status.themes:
        for area in status.index.area_names():
            # An area stands on what it has in common with its reference, as in every other table.
            places = [area, meta.reference] if area in followed else [area]
            compared = compare_waves(status.index, theme, years=meta.years, areas=places)
            for year in meta.years:
                labels.append((theme.id, area, year))
                weights.append({(k, area, year): w for k, w in compared.weights.items()})
    index = pd.MultiIndex.from_tuples(labels, names=["theme", "area", "year"])
    levels = scores.linear_map(weight_matrix(scores, weights), index, unit="point")
    table = levels.frame(level=meta.level)[["value", "se", "low", "high", "status"]].reset_index()
    return table.assign(hidden=False)


def _pace_table(status: Status, target: int) -> pd.DataFrame:
    """Return the pace of every gap over all waves, and what it would come to in the target year."""
    meta = status.meta
    made = progress(status.index, years=meta.years, target=target, **_question(status))
    table = made.pace(level=meta.level)[list(_PACE)]
    return table.reset_index().assign(target=target, hidden=False)


def _robustness_table(status: Status) -> pd.DataFrame:
    """Return whether each verdict is the same under other choices of weights, mean and indicators."""
    meta = status.meta
    tried = robustness(status.index, since=meta.since, until=meta.until, **_question(status))
    table = tried.summary()[["verdict", "survives", "contradicted", "n_tried"]]
    for lang in languages():
        [column] = by_language("words", {lang: ""})
        table = table.assign(**{column: tried.summary(lang=lang)["words"]})
    return table.reset_index().assign(hidden=False)
