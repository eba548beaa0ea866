"""The state of a change, and the verdict that joins an area's own development with that of its gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from social_balance.arrays import Floats, Mask
from social_balance.language.faults import Faults, unknown_choice
from social_balance.verdicts.evidence import Figures
from social_balance.verdicts.multiplicity import Adjust, level_of_each

OWN_STATES = ("better", "slightly_better", "worse", "slightly_worse", "unchanged", "undecided", "missing")
# no_gap: the area is shown not to have been behind, so there was nothing to close. overtaken: it may have
# been behind, has caught up, and is shown to be ahead. Any other state is of the change of the gap.
GAP_STATES = (
    "smaller", "slightly_smaller", "larger", "slightly_larger", "unchanged", "undecided", "no_gap",
    "overtaken", "missing",
)  # fmt: skip
SHRUNK = ("smaller", "slightly_smaller")


@dataclass(frozen=True)
class VerdictRule:
    """When a verdict is given.

    Parameters
    ----------
    verdict : str
        Its code, which is also the key of its sign, its words and its sentence in every language.
    own, gap : tuple of str
        The states that it joins, without "slightly_".
    reference : tuple of str
        What the reference did, where that decides; empty: whatever it did.
    """

    verdict: str
    own: tuple[str, ...]
    gap: tuple[str, ...]
    reference: tuple[str, ...] = ()

    def fits(self, own: str, gap: str, reference: str) -> bool:
        """Say whether the rule is about these states."""
        return own in self.own and gap in self.gap and (not self.reference or reference in self.reference)


# The first rule that fits decides. A new verdict is one line here and its mark among the words.
RULES = (
    VerdictRule("missing", ("missing",), GAP_STATES),
    VerdictRule("missing", OWN_STATES, ("missing",)),
    # A gap that shrinks although the area is not shown to do better is settled by what the reference did.
    VerdictRule("gap_smaller_others_fell", ("unchanged", "undecided"), ("smaller",), ("worse",)),
    VerdictRule("gap_smaller_others_fell", ("worse",), ("smaller",)),
    VerdictRule("overtaken_others_fell", ("unchanged", "undecided"), ("overtaken",), ("worse",)),
    VerdictRule("overtaken_others_fell", ("worse",), ("overtaken",)),
    VerdictRule("ambition_met", ("better",), ("smaller",)),
    VerdictRule("better_overtaken", ("better",), ("overtaken",)),
    VerdictRule("better_gap_larger", ("better",), ("larger",)),
    VerdictRule("better_gap_unchanged", ("better",), ("unchanged",)),
    VerdictRule("better_gap_undecided", ("better",), ("undecided",)),
    VerdictRule("better_no_gap", ("better",), ("no_gap",)),
    VerdictRule("worse_gap_larger", ("worse",), ("larger",)),
    VerdictRule("worse_gap_unchanged", ("worse",), ("unchanged",)),
    VerdictRule("worse_gap_undecided", ("worse",), ("undecided",)),
    VerdictRule("worse_no_gap", ("worse",), ("no_gap",)),
    VerdictRule("unchanged_gap_larger", ("unchanged",), ("larger",)),
    VerdictRule("unchanged", ("unchanged",), ("unchanged",)),
    VerdictRule("unchanged_gap_undecided", ("unchanged",), ("undecided",)),
    VerdictRule("unchanged_no_gap", ("unchanged",), ("no_gap",)),
    VerdictRule("unchanged_overtaken", ("unchanged",), ("overtaken",)),
    VerdictRule("unchanged_gap_smaller", ("unchanged",), ("smaller",)),
    VerdictRule("undecided_gap_larger", ("undecided",), ("larger",)),
    VerdictRule("undecided_gap_unchanged", ("undecided",), ("unchanged",)),
    VerdictRule("undecided", ("undecided",), ("undecided",)),
    VerdictRule("undecided_no_gap", ("undecided",), ("no_gap",)),
    VerdictRule("undecided_overtaken", ("undecided",), ("overtaken",)),
    VerdictRule("undecided_gap_smaller", ("undecided",), ("smaller",)),
)
VERDICT_CODES = tuple(dict.fromkeys(rule.verdict for rule in RULES))


@dataclass(frozen=True)
class ChangeWords:
    """What a change is called when it is positive and when it is negative."""

    positive: str
    negative: str


OWN_WORDS = ChangeWords("better", "worse")
GAP_WORDS = ChangeWords("smaller", "larger")  # of a narrowing, which is positive when the gap shrinks


@dataclass(frozen=True)
class Changes:
    """Changes with what decides their states, row by row; each array has shape (k,).

    Parameters
    ----------
    figures : Figures
        The changes.
    p_adjusted : ndarray of float
        Of the test that the change is zero, corrected for reading many.
    level_equivalence : float
        Level of each of the two one-sided tests against the margin, after the correction.
    inside : ndarray of bool
        Whether both reject: the change is shown to be inside the margin.
    """

    figures: Figures
    p_adjusted: Floats
    level_equivalence: float
    inside: Mask

    @property
    def limits_equivalence(self) -> tuple[Floats, Floats]:
        """The limits that are inside the margin just when the change is shown to be."""
        return self.figures.limits(self.level_equivalence)


@dataclass(frozen=True)
class Gaps:
    """The gaps of both years and what is shown of them, row by row; each array has shape (k,).

    Parameters
    ----------
    last : ndarray of float
        The gap of the last year, positive when the area is behind.
    not_behind_first : ndarray of bool
        Whether it is shown that the area was not behind in the first year.
    ahead_last : ndarray of bool
        Whether it is shown that the area is ahead in the last year.
    """

    last: Floats
    not_behind_first: Mask
    ahead_last: Mask


def verdict(own: str, gap: str, reference_own: str) -> str:
    """Join an area's own development, its gap and what the reference did into one verdict code.

    Raises
    ------
    InputError
        A state that is not one of `OWN_STATES` or `GAP_STATES`.

    Examples
    --------
    >>> verdict("better", "smaller", "better"), verdict("better", "larger", "better")
    ('ambition_met', 'better_gap_larger')
    >>> verdict("undecided", "smaller", "worse")
    'gap_smaller_others_fell'
    """
    faults = Faults()
    known: Mapping[str, tuple[str, tuple[str, ...]]] = {
        "own": (own, OWN_STATES),
        "gap_state": (gap, GAP_STATES),
        "reference_own": (reference_own, OWN_STATES),
    }
    for name, (state, states) in known.items():
        faults.add(unknown_choice(name, state, states))
    faults.raise_if_any()
    # "Slightly" says how much; which way and how sure is what the verdict is about.
    plain = [state.removeprefix("slightly_") for state in (own, gap, reference_own)]
    return next(rule.verdict for rule in RULES if rule.fits(*plain))


def judge_changes(
    figures: Figures, p_adjusted: Floats, *, margin: Floats, adjust: Adjust, alpha: float
) -> Changes:
    """Decide which changes of a family are shown to be inside their margins, corrected by the same method."""
    # What cannot be tested is in no family: the others need not give way to it.
    p = np.where(figures.single, np.nan, figures.p_equivalent(margin))
    level = level_of_each(p, adjust, alpha)
    return Changes(figures, p_adjusted, level, p < level)


def change_states(changes: Changes, *, words: ChangeWords, alpha: float) -> list[str]:
    """Tell a clear change, a slight one, one shown to be inside the margin, and what cannot be decided.

    Clear: p (adjusted) below alpha. Inside: both one-sided tests against ±margin reject. Both: "slightly_…".
    Neither: "undecided", which is not "unchanged". What cannot be tested is undecided.
    """
    value = changes.figures.value
    clear = changes.p_adjusted < alpha
    word = np.where(value > 0, words.positive, words.negative)
    state = np.select(
        [~changes.figures.known, clear & changes.inside, clear, changes.inside],
        ["missing", np.char.add("slightly_", word), word, np.full(len(value), "unchanged")],
        "undecided",
    )
    return [str(s) for s in state]


def gap_states(changes: Changes, gaps: Gaps, *, alpha: float) -> list[str]:
    """Tell what became of each gap: as `change_states`, and whether there was one, and is one.

    A gap that was merely measured as nothing in the first year is not one that is shown not to have been
    there: then the change alone decides. Where the area was not behind but now is measured behind, the change
    decides too.
    """
    states = np.array(change_states(changes, words=GAP_WORDS, alpha=alpha), dtype=object)
    known = states != "missing"
    # Ahead at first and behind at last: there is a gap now, so what became of it is told.
    no_gap = known & gaps.not_behind_first & (gaps.last <= 0)
    overtaken = np.isin(states, SHRUNK) & gaps.ahead_last & ~no_gap
    return [str(s) for s in np.select([no_gap, overtaken], ["no_gap", "overtaken"], states)]
