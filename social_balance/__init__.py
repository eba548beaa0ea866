"""social_balance: follow social balance between the housing areas of a municipality.

The names below are the public API; each is imported when it is first used, so that ``import social_balance``
stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what editors and type checkers see; a test holds it to be the same as _PUBLIC
    from social_balance.areas.municipality import Areas as Areas
    from social_balance.areas.parts import Area as Area
    from social_balance.areas.parts import AreaPart as AreaPart
    from social_balance.areas.residence import residence_on as residence_on
    from social_balance.association import RaoScott as RaoScott
    from social_balance.association import rao_scott as rao_scott
    from social_balance.definitions.catalogue import Indicator as Indicator
    from social_balance.definitions.catalogue import Theme as Theme
    from social_balance.definitions.catalogue import Themes as Themes
    from social_balance.definitions.catalogue import check_indicators as check_indicators
    from social_balance.definitions.catalogue import explain as explain
    from social_balance.definitions.catalogue import json_schema as json_schema
    from social_balance.definitions.catalogue import read_indicators as read_indicators
    from social_balance.deliveries.codebook.book import Codebook as Codebook
    from social_balance.deliveries.codebook.drift import compare_codebooks as compare_codebooks
    from social_balance.deliveries.codebook.files import read_codebook as read_codebook
    from social_balance.deliveries.codebook.files import write_codebook as write_codebook
    from social_balance.deliveries.nonresponse import missing_summary as missing_summary
    from social_balance.deliveries.reading import read_register as read_register
    from social_balance.deliveries.reading import read_survey as read_survey
    from social_balance.disclosure.attack import Attack as Attack
    from social_balance.disclosure.attack import attack as attack
    from social_balance.disclosure.release import Release as Release
    from social_balance.disclosure.release import release as release
    from social_balance.estimates.combining import combine as combine
    from social_balance.estimates.replicating import jackknife as jackknife
    from social_balance.estimates.replicating import rao_wu as rao_wu
    from social_balance.estimates.values import Estimates as Estimates
    from social_balance.estimates.values import from_values as from_values
    from social_balance.estimating import estimate as estimate
    from social_balance.figures.criteria import plot_criteria as plot_criteria
    from social_balance.figures.gaps import plot_gaps as plot_gaps
    from social_balance.figures.mixing import plot_local_segregation as plot_local_segregation
    from social_balance.figures.nonresponse import plot_missing as plot_missing
    from social_balance.figures.overview import plot_overview as plot_overview
    from social_balance.figures.plan import plot_plan as plot_plan
    from social_balance.figures.robustness import plot_robustness as plot_robustness
    from social_balance.figures.targets import plot_targets as plot_targets
    from social_balance.figures.theme import plot_theme as plot_theme
    from social_balance.figures.weights import plot_calibration as plot_calibration
    from social_balance.language.faults import DefinitionError as DefinitionError
    from social_balance.language.faults import InputError as InputError
    from social_balance.language.faults import Issue as Issue
    from social_balance.language.faults import SocialBalanceError as SocialBalanceError
    from social_balance.lists.arithmetic import check_change as check_change
    from social_balance.lists.arithmetic import possible_bases as possible_bases
    from social_balance.lists.arithmetic import possible_counts as possible_counts
    from social_balance.lists.complaints import complaints as complaints
    from social_balance.lists.criteria.classification import Classification as Classification
    from social_balance.lists.criteria.classification import classify_areas as classify_areas
    from social_balance.lists.strategy.follow_up import Targets as Targets
    from social_balance.lists.strategy.reading import read_targets as read_targets
    from social_balance.lists.target import Target as Target
    from social_balance.lists.targets import follow_targets as follow_targets
    from social_balance.measures.distribution import bottom_share as bottom_share
    from social_balance.measures.distribution import gini as gini
    from social_balance.measures.distribution import median as median
    from social_balance.measures.distribution import quantile as quantile
    from social_balance.measures.distribution import top_share as top_share
    from social_balance.measures.ratio import mean as mean
    from social_balance.measures.ratio import rate as rate
    from social_balance.measures.ratio import ratio as ratio
    from social_balance.measures.ratio import scale as scale
    from social_balance.measures.ratio import share as share
    from social_balance.measures.total import total as total
    from social_balance.planning.counting_days import plan_days as plan_days
    from social_balance.planning.next_survey import plan_next_survey as plan_next_survey
    from social_balance.planning.survey_plan import Plan as Plan
    from social_balance.planning.survey_plan import plan_survey as plan_survey
    from social_balance.proofreading.reader import proofread as proofread
    from social_balance.published.counts import Counts as Counts
    from social_balance.published.reading import read_jobindsats as read_jobindsats
    from social_balance.published.reading import read_jsonstat as read_jsonstat
    from social_balance.published.reading import read_px as read_px
    from social_balance.published.reading import read_statbank as read_statbank
    from social_balance.registers.margins import margins_from_register as margins_from_register
    from social_balance.registers.mixing import local_segregation as local_segregation
    from social_balance.registers.mixing import segregation_change as segregation_change
    from social_balance.registers.mixing import segregation_test as segregation_test
    from social_balance.registers.rates import pool_years as pool_years
    from social_balance.registers.rates import standardise as standardise
    from social_balance.registers.register import Register as Register
    from social_balance.report.targets_release import write_targets as write_targets
    from social_balance.report.write import write_report as write_report
    from social_balance.samples.calibration import Calibrated as Calibrated
    from social_balance.samples.calibration import calibrate as calibrate
    from social_balance.samples.design import Design as Design
    from social_balance.samples.margins import age_bands as age_bands
    from social_balance.samples.replicates import Replicates as Replicates
    from social_balance.samples.weighting import trim_weights as trim_weights
    from social_balance.samples.weighting import weighting_classes as weighting_classes
    from social_balance.verdicts.ambition import Ambition as Ambition
    from social_balance.verdicts.ambition import ambition as ambition
    from social_balance.verdicts.comparisons import compare_years as compare_years
    from social_balance.verdicts.comparisons import development as development
    from social_balance.verdicts.indexes import ThemeIndex as ThemeIndex
    from social_balance.verdicts.indexes import decompose as decompose
    from social_balance.verdicts.indexes import theme_index as theme_index
    from social_balance.verdicts.pace_sentences import pace_sentences as pace_sentences
    from social_balance.verdicts.progress import Progress as Progress
    from social_balance.verdicts.progress import progress as progress
    from social_balance.verdicts.robustness import Robustness as Robustness
    from social_balance.verdicts.robustness import robustness as robustness
    from social_balance.verdicts.sentences import sentences as sentences
    from social_balance.verdicts.subgroups import Subgroups as Subgroups
    from social_balance.verdicts.subgroups import by_subgroup as by_subgroup
    from social_balance.yearly.aarsstatus import aarsstatus as aarsstatus
    from social_balance.yearly.status import Status as Status

__version__ = "0.1.0"

# Where each public name lives, in the order of the rooms.
_PUBLIC = {
    "language.faults": ["Issue", "DefinitionError", "InputError", "SocialBalanceError"],
    "measures.distribution": ["median", "quantile", "gini", "top_share", "bottom_share"],
    "measures.ratio": ["share", "mean", "scale", "ratio", "rate"],
    "measures.total": ["total"],
    "definitions.catalogue": [
        "read_indicators",
        "check_indicators",
        "explain",
        "json_schema",
        "Indicator",
        "Theme",
        "Themes",
    ],
    "samples.calibration": ["Calibrated", "calibrate"],
    "samples.design": ["Design"],
    "samples.margins": ["age_bands"],
    "samples.replicates": ["Replicates"],
    "samples.weighting": ["trim_weights", "weighting_classes"],
    "deliveries.codebook.book": ["Codebook"],
    "deliveries.codebook.drift": ["compare_codebooks"],
    "deliveries.codebook.files": ["read_codebook", "write_codebook"],
    "deliveries.nonresponse": ["missing_summary"],
    "deliveries.reading": ["read_survey", "read_register"],
    "areas.municipality": ["Areas"],
    "areas.parts": ["Area", "AreaPart"],
    "areas.residence": ["residence_on"],
    "estimates.replicating": ["rao_wu", "jackknife"],
    "estimates.combining": ["combine"],
    "estimates.values": ["Estimates", "from_values"],
    "published.counts": ["Counts"],
    "published.reading": ["read_statbank", "read_px", "read_jsonstat", "read_jobindsats"],
    "lists.arithmetic": ["possible_bases", "possible_counts", "check_change"],
    "lists.complaints": ["complaints"],
    "lists.criteria.classification": ["Classification", "classify_areas"],
    "lists.strategy.follow_up": ["Targets"],
    "lists.strategy.reading": ["read_targets"],
    "lists.target": ["Target"],
    "lists.targets": ["follow_targets"],
    "proofreading.reader": ["proofread"],
    "registers.rates": ["standardise", "pool_years"],
    "registers.mixing": ["segregation_test", "segregation_change", "local_segregation"],
    "registers.margins": ["margins_from_register"],
    "registers.register": ["Register"],
    "verdicts.ambition": ["Ambition", "ambition"],
    "verdicts.comparisons": ["compare_years", "development"],
    "verdicts.indexes": ["ThemeIndex", "theme_index", "decompose"],
    "verdicts.pace_sentences": ["pace_sentences"],
    "verdicts.progress": ["Progress", "progress"],
    "verdicts.robustness": ["Robustness", "robustness"],
    "verdicts.sentences": ["sentences"],
    "verdicts.subgroups": ["Subgroups", "by_subgroup"],
    "estimating": ["estimate"],
    "association": ["RaoScott", "rao_scott"],
    "yearly.aarsstatus": ["aarsstatus"],
    "yearly.status": ["Status"],
    "disclosure.attack": ["Attack", "attack"],
    "disclosure.release": ["Release", "release"],
    "planning.counting_days": ["plan_days"],
    "planning.next_survey": ["plan_next_survey"],
    "planning.survey_plan": ["Plan", "plan_survey"],
    "figures.criteria": ["plot_criteria"],
    "figures.gaps": ["plot_gaps"],
    "figures.mixing": ["plot_local_segregation"],
    "figures.nonresponse": ["plot_missing"],
    "figures.overview": ["plot_overview"],
    "figures.plan": ["plot_plan"],
    "figures.robustness": ["plot_robustness"],
    "figures.targets": ["plot_targets"],
    "figures.theme": ["plot_theme"],
    "figures.weights": ["plot_calibration"],
    "report.targets_release": ["write_targets"],
    "report.write": ["write_report"],
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}

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
