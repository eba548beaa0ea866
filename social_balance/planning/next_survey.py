"""The next survey of a municipality, planned from its configuration and what its last wave showed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from social_balance.files.resources import packaged_folder
from social_balance.language.faults import InputError, Issue
from social_balance.planning.spreads import REST
from social_balance.planning.survey_plan import Plan, plan_survey
from social_balance.yearly.aarsstatus import aarsstatus
from social_balance.yearly.configuration import Configuration, read_configuration
from social_balance.yearly.waves import read_wave


def plan_next_survey(
    config: str | Path | Configuration | None = None,
    *,
    respondents: int | None = None,
    rest: int | None = None,
    **assumed: Any,
) -> Plan:
    """Plan the wave after the last one of a configuration.

    Parameters
    ----------
    config : path or Configuration, optional
        Left out: the invented sample municipality.
    respondents, rest : int, optional
        Answers in each area, and in the rest, in the coming wave; left out: as many as in the last one.
    **assumed
        As in `plan_survey`. With `sd` or `deff`, both are assumed and no data are estimated; left out, spread
        and design effect of every theme are measured in the waves there are. A theme's own margin is the
        change wanted, unless `wanted` says otherwise.

    Returns
    -------
    Plan
        The earlier wave is the last one of the configuration: its answers cannot be changed.

    Raises
    ------
    DefinitionError
        Faults in the configuration, the definitions or a codebook.
    InputError
        No survey or no number of adults to plan from; faults in the data and in what is assumed.

    Examples
    --------
    >>> plan = plan_next_survey(sd=20, deff=1.5)
    >>> plan.frame()[["respondents", "earlier", "detectable_narrowing"]].round(1).values.tolist()
    [[355.0, 355.0, 5.5], [356.0, 356.0, 5.4], [353.0, 353.0, 5.3]]
    """
    if not isinstance(config, Configuration):
        config = read_configuration(config or _sample_configuration())
    year = max((survey.year for survey in config.surveys), default=0)
    adults = config.population.get(year)
    if not adults:
        raise InputError(Issue("PLN013", file=config.file.name))
    names = {id: config.areas.name(id) for id in (*config.areas.ids, REST)}
    # One survey a year: the configuration has been checked.
    [last] = [read_wave(config, survey) for survey in config.surveys if survey.year == year]
    answered = last["area"].value_counts()
    areas = {}
    for id, name in names.items():
        before = int(answered.get(id, 0))
        if id == REST:
            areas[REST] = (adults[id], before if rest is None else rest, before)
        else:
            areas[name] = (adults[id], before if respondents is None else respondents, before)
    given: dict[str, Any] = {"names": {REST: names[REST]}, "alpha": config.main.alpha, **assumed}
    margins: dict[str, float] = {}
    if not {"sd", "deff"} & set(given):
        # The spread is read off standard errors made in the view they are read in.
        if given.get("view") == "superpopulation":
            config = replace(config, population={})
        index = aarsstatus(config).index
        given = {"like": index, "unit_size": _answers_per_unit(last), **given}
        margins = {theme.id: theme.margin for theme in index.themes if theme.margin is not None}
    plan = replace(plan_survey(areas, **given), invented=config.main.invented)
    if "wanted" in given:
        return plan
    # The margin tells a change that matters from a little one, so it is what the survey has to find.
    return replace(plan, wanted={theme: margins.get(theme, config.main.margin) for theme in plan.wanted})


def _answers_per_unit(last: pd.DataFrame) -> float:
    """Answers per drawn unit in the last wave."""
    if "_psu" not in last:
        return 1.0
    return len(last) / int(last.groupby("area", observed=True)["_psu"].nunique().sum())


def _sample_configuration() -> Path:
    return Path(packaged_folder("data_samples")) / "aarsstatus.toml"
