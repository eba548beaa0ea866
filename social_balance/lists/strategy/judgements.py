"""The words that papers judge with, as codes, and what each of them says of a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from social_balance.language.thresholds import Answer
from social_balance.lists.comparison import Compared
from social_balance.lists.target import Target

Movement: TypeAlias = Literal["risen", "fallen", "unchanged"]
Side: TypeAlias = Literal["above", "below"]


@dataclass(frozen=True)
class Claim:
    """What one word of a paper claims; what it does not speak of is None.

    Parameters
    ----------
    met : {"yes", "no"}, optional
        Whether the target is met.
    moved : {"risen", "fallen", "unchanged"}, optional
        What has become of the figure.
    target_side : {"above", "below"}, optional
        On which side of the target it is.
    country : {"above", "below", "level"}, optional
        How it stands to the country's.
    """

    met: Answer | None = None
    moved: Movement | None = None
    target_side: Side | None = None
    country: Compared | None = None


JUDGEMENTS: Mapping[str, Claim] = {
    "met": Claim(met="yes"),
    "not_met": Claim(met="no"),
    # On the way is not there yet.
    "on_the_way": Claim(met="no"),
    "risen": Claim(moved="risen"),
    "fallen": Claim(moved="fallen"),
    "unchanged": Claim(moved="unchanged"),
    "above_target": Claim(target_side="above"),
    "below_target": Claim(target_side="below"),
    "above_country": Claim(country="above"),
    "below_country": Claim(country="below"),
    "level_with_country": Claim(country="level"),
    # What was expected is in no paper, so nothing can be held against these.
    "as_expected": Claim(),
    "above_expected": Claim(),
    "below_expected": Claim(),
}
_MET_BY_MOVE: Mapping[tuple[str, str], Answer] = {
    ("rise", "risen"): "yes", ("rise", "fallen"): "no", ("rise", "unchanged"): "no",
    ("fall", "fallen"): "yes", ("fall", "risen"): "no", ("fall", "unchanged"): "no",
}  # fmt: skip
_MET_BY_SIDE: Mapping[tuple[str, str], Answer] = {
    ("at_least", "above"): "yes", ("at_least", "below"): "no",
    ("at_most", "below"): "yes", ("at_most", "above"): "no",
}  # fmt: skip
_MET_BY_COUNTRY: Mapping[tuple[str, str], Answer] = {
    ("above_country", "above"): "yes", ("above_country", "below"): "no",
    ("below_country", "below"): "yes", ("below_country", "above"): "no",
}  # fmt: skip


def met_as_published(judgements: Iterable[str], target: Target | None) -> Answer:
    """Return whether a target is met by a paper's own words; what they leave open cannot be said.

    Examples
    --------
    >>> met_as_published(["fallen"], Target("fall")), met_as_published(["as_expected"], Target("fall"))
    ('yes', 'cannot_say')
    """
    if target is None:
        return "cannot_say"
    answers = {_met_by_claim(JUDGEMENTS[code], target) for code in judgements} - {"cannot_say"}
    # Two words that say each their own leave it open.
    return answers.pop() if len(answers) == 1 else "cannot_say"


def _met_by_claim(claim: Claim, target: Target) -> Answer:
    """Return what one claim says of a target."""
    if claim.met is not None:
        return claim.met
    by_move = _MET_BY_MOVE.get((target.rule, claim.moved or ""))
    by_side = _MET_BY_SIDE.get((target.rule, claim.target_side or ""))
    by_country = _MET_BY_COUNTRY.get((target.rule, claim.country or ""))
    return by_move or by_side or by_country or "cannot_say"
