"""social_balance: follow social balance between the housing areas of a municipality.

The names below are the public API; each is imported when it is first used, so that ``import social_balance``
stays quick.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what editors and type checkers see; a test holds it to be the same as _HOME
    from social_balance.aarsstatus import aarsstatus as aarsstatus
    from social_balance.ambition import Ambition as Ambition
    from social_balance.ambition import ambition as ambition
    from social_balance.area_parts import Area as Area
    from social_balance.area_parts import AreaPart as AreaPart
    from social_balance.areas import Areas as Areas
    from social_balance.arithmetic import check_change as check_change
    from social_balance.arithmetic import possible_bases as possible_bases
    from social_balance.arithmetic import possible_counts as possible_counts
    from social_balance.association import RaoScott as RaoScott
    from social_balance.association import rao_scott as rao_scott
    from social_balance.calibration import (
        Calibrated as Calibrated,
    )
    from social_balance.calibration import (
        calibrate as calibrate,
    )
    from social_balance.codebook import (
        Codebook as Codebook,
    )
    from social_balance.codebook import (
        read_codebook as read_codebook,
    )
    from social_balance.codebook import (
        write_codebook as write_codebook,
    )
    from social_balance.codebook_drift import compare_codebooks as compare_codebooks
    from social_balance.comparisons import compare_years as compare_years
    from social_balance.comparisons import development as development
    from social_balance.counts import Counts as Counts
    from social_balance.criteria import Classification as Classification
    from social_balance.criteria import classify_areas as classify_areas
    from social_balance.design import Design as Design
    from social_balance.disclosure import Release as Release
    from social_balance.disclosure import release as release
    from social_balance.distributions import bottom_share as bottom_share
    from social_balance.distributions import gini as gini
    from social_balance.distributions import median as median
    from social_balance.distributions import quantile as quantile
    from social_balance.distributions import top_share as top_share
    from social_balance.estimates import (
        Estimates as Estimates,
    )
    from social_balance.estimates import (
        combine as combine,
    )
    from social_balance.estimates import (
        from_values as from_values,
    )
    from social_balance.estimating import estimate as estimate
    from social_balance.figures import (
        plot_calibration as plot_calibration,
    )
    from social_balance.figures import (
        plot_criteria as plot_criteria,
    )
    from social_balance.figures import (
        plot_gaps as plot_gaps,
    )
    from social_balance.figures import (
        plot_missing as plot_missing,
    )
    from social_balance.figures import (
        plot_overview as plot_overview,
    )
    from social_balance.figures import (
        plot_plan as plot_plan,
    )
    from social_balance.figures import (
        plot_robustness as plot_robustness,
    )
    from social_balance.figures import (
        plot_theme as plot_theme,
    )
    from social_balance.indexes import (
        ThemeIndex as ThemeIndex,
    )
    from social_balance.indexes import (
        decompose as decompose,
    )
    from social_balance.indexes import (
        theme_index as theme_index,
    )
    from social_balance.indicators import (
        Indicator as Indicator,
    )
    from social_balance.indicators import (
        Theme as Theme,
    )
    from social_balance.indicators import (
        Themes as Themes,
    )
    from social_balance.indicators import (
        check_indicators as check_indicators,
    )
    from social_balance.indicators import (
        explain as explain,
    )
    from social_balance.indicators import (
        json_schema as json_schema,
    )
    from social_balance.indicators import (
        read_indicators as read_indicators,
    )
    from social_balance.issues import (
        DefinitionError as DefinitionError,
    )
    from social_balance.issues import (
        InputError as InputError,
    )
    from social_balance.issues import (
        Issue as Issue,
    )
    from social_balance.issues import (
        SocialBalanceError as SocialBalanceError,
    )
    from social_balance.margins import age_bands as age_bands
    from social_balance.margins import margins_from_register as margins_from_register
    from social_balance.measures import mean as mean
    from social_balance.measures import rate as rate
    from social_balance.measures import ratio as ratio
    from social_balance.measures import scale as scale
    from social_balance.measures import share as share
    from social_balance.measures import total as total
    from social_balance.next_survey import plan_next_survey as plan_next_survey
    from social_balance.nonresponse import missing_summary as missing_summary
    from social_balance.pace_sentences import pace_sentences as pace_sentences
    from social_balance.planning import Plan as Plan
    from social_balance.planning import plan_survey as plan_survey
    from social_balance.progress import Progress as Progress
    from social_balance.progress import progress as progress
    from social_balance.published import read_jobindsats as read_jobindsats
    from social_balance.published import read_jsonstat as read_jsonstat
    from social_balance.published import read_px as read_px
    from social_balance.published import read_statbank as read_statbank
    from social_balance.rates import pool_years as pool_years
    from social_balance.rates import standardise as standardise
    from social_balance.registers import Register as Register
    from social_balance.replicates import Replicates as Replicates
    from social_balance.replicating import jackknife as jackknife
    from social_balance.replicating import rao_wu as rao_wu
    from social_balance.report import write_report as write_report
    from social_balance.residence import residence_on as residence_on
    from social_balance.robustness import Robustness as Robustness
    from social_balance.robustness import robustness as robustness
    from social_balance.sentences import sentences as sentences
    from social_balance.status import Status as Status
    from social_balance.subgroups import Subgroups as Subgroups
    from social_balance.subgroups import by_subgroup as by_subgroup
    from social_balance.tables import read_register as read_register
    from social_balance.tables import read_survey as read_survey
    from social_balance.targets import Target as Target
    from social_balance.targets import complaints as complaints
    from social_balance.targets import follow_targets as follow_targets
    from social_balance.weighting import trim_weights as trim_weights
    from social_balance.weighting import weighting_classes as weighting_classes

__version__ = "0.1.0"

_HOME = {
    "Issue": "issues", "DefinitionError": "issues", "InputError": "issues", "SocialBalanceError": "issues",
    "share": "measures", "mean": "measures", "scale": "measures", "ratio": "measures", "rate": "measures",
    "total": "measures",
    "median": "distributions", "quantile": "distributions", "gini": "distributions",
    "top_share": "distributions", "bottom_share": "distributions",
    "read_indicators": "indicators", "check_indicators": "indicators", "explain": "indicators",
    "json_schema": "indicators", "Indicator": "indicators", "Theme": "indicators", "Themes": "indicators",
    "Area": "area_parts", "AreaPart": "area_parts", "Areas": "areas",
    "read_statbank": "published", "read_px": "published", "read_jsonstat": "published",
    "read_jobindsats": "published", "Counts": "counts",
    "Codebook": "codebook", "read_survey": "tables", "read_register": "tables",
    "residence_on": "residence",
    "missing_summary": "nonresponse", "read_codebook": "codebook",
    "write_codebook": "codebook", "compare_codebooks": "codebook_drift", "plot_missing": "figures",
    "plot_plan": "figures",
    "Design": "design",
    "Calibrated": "calibration", "calibrate": "calibration",
    "trim_weights": "weighting", "weighting_classes": "weighting",
    "age_bands": "margins", "margins_from_register": "margins", "plot_calibration": "figures",
    "Replicates": "replicates", "rao_wu": "replicating", "jackknife": "replicating",
    "Estimates": "estimates", "combine": "estimates", "from_values": "estimates",
    "standardise": "rates", "pool_years": "rates",
    "Register": "registers", "estimate": "estimating", "RaoScott": "association", "rao_scott": "association",
    "ThemeIndex": "indexes", "theme_index": "indexes", "decompose": "indexes",
    "Progress": "progress", "progress": "progress",
    "sentences": "sentences", "pace_sentences": "pace_sentences",
    "Subgroups": "subgroups", "by_subgroup": "subgroups",
    "compare_years": "comparisons", "development": "comparisons",
    "Ambition": "ambition", "ambition": "ambition",
    "Plan": "planning", "plan_survey": "planning", "plan_next_survey": "next_survey",
    "Robustness": "robustness", "robustness": "robustness", "plot_robustness": "figures",
    "Status": "status", "Release": "disclosure", "release": "disclosure",
    "Classification": "criteria", "classify_areas": "criteria", "plot_criteria": "figures",
    "possible_bases": "arithmetic", "possible_counts": "arithmetic", "check_change": "arithmetic",
    "Target": "targets", "follow_targets": "targets", "complaints": "targets",
    "plot_overview": "figures", "plot_theme": "figures", "plot_gaps": "figures",
    "write_report": "report",
    "aarsstatus": "aarsstatus",
}  # fmt: skip

__all__ = sorted([*_HOME, "__version__"])


def __getattr__(name: str) -> Any:
    """Import a public name from the module it lives in [PEP 562]."""
    if name not in _HOME:
        raise AttributeError(f"module 'social_balance' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"social_balance.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """Keeps ``sb.ambition`` the function: an import of the module ambition.py would take its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOME and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
