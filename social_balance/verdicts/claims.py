"""Claims that everything improves, tested as one: the intersection–union test, with its null in words.

What is claimed of a gap is that it has narrowed or that the area is not behind. H₀: the area is behind in the
last year and its gap has not narrowed, n ≤ 0 and g > 0. It is tested in one of two ways, and which one may
depend on the data in any manner. If the area is shown not to have been behind in the first year, "still
not behind" is claimed in place of a narrowing and tested at λα; else the narrowing is tested at (1 − λ)α.
Under H₀ both single hypotheses, n ≤ 0 and g > 0, are true, so

    P(the claim is called shown) ≤ P(p of n ≤ 0 is under (1 − λ)α) + P(p of g > 0 is under λα) ≤ α,

whatever the covariance of the two and however the way was chosen [Bonferroni]. To give the narrowing up
where the first gap is merely *measured* as nothing, and claim nothing in its place, has no level at all: it
errs in 22 per cent and more (docs/simulations.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from social_balance.arrays import Mask
from social_balance.estimates.values import Estimates
from social_balance.language.tables import DEFAULT, languages
from social_balance.language.words import in_language, phrase
from social_balance.verdicts.evidence import figures_of

STILL_SHARE = 0.1  # λ: the part of the level that is kept for "still not behind"
UNTESTED = ("missing", "single")  # what leaves a whole claim open


@dataclass(frozen=True)
class Overall:
    """A whole claim, such as that every area improves and every gap narrows on every theme, as one test.

    Parameters
    ----------
    nulls : Mapping of language to str
        The null hypothesis in words.
    p : float
        The largest of the single one-sided p-values: the p-value of the intersection–union test. NaN when a
        claim cannot be tested.
    holds : bool
        True when every single claim is shown at level alpha.
    alpha : float
        The level.
    tests : DataFrame, one row per claim
        theme (or indicator), area, claim ("development", "narrowing" or "not_behind"), value, p.
    untested : DataFrame, one row per claim that could not be tested
        theme, area, claim and why: "missing", "single" (no degree of freedom), or "no_gap" (shown not to have
        been behind, so "not_behind" is claimed in its place).
    """

    nulls: Mapping[str, str]
    p: float
    holds: bool
    alpha: float
    tests: pd.DataFrame
    untested: pd.DataFrame

    @property
    def null(self) -> str:
        """The null hypothesis in Danish."""
        return self.nulls["da"]

    @property
    def null_en(self) -> str:
        """The null hypothesis in English."""
        return self.nulls["en"]

    def counts(self) -> dict[str, object]:
        """Return p, holds and how many claims were tested, shown, untested, and without a gap to narrow."""
        why = self.untested["why"]
        return {
            **by_language("null", self.nulls),
            "p": self.p,
            "holds": self.holds,
            "n_tests": len(self.tests),
            "n_shown": int((self.tests["p"] < self.alpha).sum()),
            "n_untested": int(why.isin(UNTESTED).sum()),
            "n_no_gap": int((why == "no_gap").sum()),
        }


def single_claims(estimates: Estimates, claim: str) -> pd.DataFrame:
    """Test, row by row and one-sided, the claim that a change is positive.

    Returns
    -------
    DataFrame, one row per (theme, area)
        The labels, claim, value, p and why it cannot be tested ("missing", "single": a sampled figure without
        a degree of freedom or spread; else empty). Null hypothesis of a row: the true change is zero or
        negative.
    """
    figures = figures_of(estimates)
    return estimates.labels.to_frame(index=False).assign(
        claim=claim,
        value=figures.value,
        p=np.where(figures.single, np.nan, figures.p_above()),
        why=np.select([~figures.known, figures.single], UNTESTED, ""),
    )


def gap_claims(narrowing: Estimates, gap_until: Estimates, no_gap: Mask) -> pd.DataFrame:
    """Test, row by row, the claim that a gap has narrowed or that the area is not behind.

    Parameters
    ----------
    narrowing, gap_until : Estimates, one row per (theme, area)
        The narrowing n, and the gap g of the last year (positive when the area is behind).
    no_gap : ndarray of bool, shape (k,)
        Where it is shown that the area was not behind in the first year: there "not_behind" is claimed, and
        the narrowing is listed with "no_gap" as the reason why it is not.

    Returns
    -------
    DataFrame, one row per claim
        As `single_claims`; claim "narrowing" or "not_behind" (value: how far the area is ahead, −g). Null
        hypothesis of a cell: the area is behind and its gap has not narrowed; the argument for its level
        stands at the top of this module.
    """
    narrowed = single_claims(narrowing, "narrowing")
    narrowed["p"] = np.minimum(narrowed["p"] / (1 - STILL_SHARE), 1.0)
    figures = figures_of(gap_until)
    still = single_claims(gap_until, "not_behind").assign(value=-figures.value)
    # Each of the two ways to be right has its part of the level, so that together they keep it.
    still["p"] = np.where(figures.single, np.nan, np.minimum(figures.p_not_above_zero() / STILL_SHARE, 1.0))
    # A narrowing that cannot be told at all stays untested: nothing is claimed in its place.
    dropped = no_gap & (narrowed["why"] == "")
    narrowed.loc[dropped, "why"] = "no_gap"
    return pd.concat([narrowed, still[dropped]], ignore_index=True)


def intersection_union(claims: pd.DataFrame, *, nulls: Mapping[str, str], alpha: float) -> Overall:
    """Join single claims into one: it holds when all of them are shown.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        From `single_claims` and `gap_claims`; "no_gap" in ``why`` makes no claim of its own, "missing" and
        "single" leave the whole claim open.
    nulls : Mapping of language to str
        The null hypothesis in words.
    alpha : float
        Level of each test, and so of the whole.

    Notes
    -----
    H₀: at least one single claim is false. Rejecting it when every single one-sided test rejects has
    level α without a correction. [Berger 1982]
    """
    tested = claims[claims["why"] == ""].drop(columns="why")
    untested = claims[claims["why"] != ""].drop(columns=["value", "p"])
    # One figure that is not there could be the one that does not improve.
    p = float("nan")
    if len(tested) and not untested["why"].isin(UNTESTED).any():
        p = float(tested["p"].max())
    return Overall(nulls, p, p < alpha, alpha, tested, untested)


def null_in_words(
    *, per: str, subject: Mapping[str, str] | None, area: str | None, reference: str | None
) -> dict[str, str]:
    """Return the null hypothesis of the claim about everything, one theme or indicator, one area, or both.

    Without a reference nothing is said of a gap: the municipality as a whole has none.

    Returns
    -------
    dict of language to str

    Examples
    --------
    >>> title = {"da": "tryghed", "en": "safety"}
    >>> null_in_words(per="theme", subject=title, area="Nord", reference="resten")["da"]
    'Nord har ikke udviklet sig positivt på tryghed, eller området ligger efter resten, uden at ...'
    """
    kind = _NULL_KINDS[subject is not None, area is not None]
    if reference is None:
        kind = f"own_{kind}"
    names = {"area": area, "reference": reference}
    nulls = {}
    for lang in languages():
        own = {"some": phrase("some", per, lang), "subject": in_language(subject, lang) if subject else ""}
        nulls[lang] = phrase("nulls", kind, lang, **names, **own)
    return nulls


# Whether the claim is about one subject, and about one area.
_NULL_KINDS = {(True, True): "cell", (True, False): "subject", (False, True): "area", (False, False): "all"}


def by_language(name: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return texts as columns: the Danish under the plain name, the others with their language after it.

    Examples
    --------
    >>> by_language("null", {"da": "nul", "en": "zero"})
    {'null': 'nul', 'null_en': 'zero'}
    """
    return {name if lang == DEFAULT else f"{name}_{lang}": text for lang, text in texts.items()}
