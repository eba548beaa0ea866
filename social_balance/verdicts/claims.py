"""Claims that everything improves, tested as one: the intersection–union test, with its null in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from social_balance.estimates.values import Estimates
from social_balance.verdicts.significance import p_positive

Pair = tuple[str, str]  # Danish, English

# What is so when the claim does not hold: about everything, one theme, one area, or one theme in one area.
NULLS: Mapping[str, Pair] = {
    "all": (
        "Mindst ét område eller kommunen som helhed har ikke udviklet sig positivt på {some}, eller mindst "
        "én forskel er ikke blevet mindre.",
        "At least one area or the municipality as a whole has not improved on {some}, or at least one gap "
        "has not narrowed.",
    ),
    "subject": (
        "Mindst ét område eller kommunen som helhed har ikke udviklet sig positivt på {subject}, eller "
        "mindst én forskel på {subject} er ikke blevet mindre.",
        "At least one area or the municipality as a whole has not improved on {subject}, or at least one "
        "gap on {subject} has not narrowed.",
    ),
    "area": (
        "{area} har ikke udviklet sig positivt på {some}, eller forskellen til {reference} er ikke blevet "
        "mindre på {some}.",
        "{area} has not improved on {some}, or its gap to {reference} has not narrowed on {some}.",
    ),
    "own_area": (
        "{area} har ikke udviklet sig positivt på {some}.",
        "{area} has not improved on {some}.",
    ),
    "own_cell": (
        "{area} har ikke udviklet sig positivt på {subject}.",
        "{area} has not improved on {subject}.",
    ),
    "cell": (
        "{area} har ikke udviklet sig positivt på {subject}, eller forskellen til {reference} er ikke blevet "
        "mindre.",
        "{area} has not improved on {subject}, or its gap to {reference} has not narrowed.",
    ),
}
SOME: Mapping[str, Pair] = {
    "theme": ("mindst ét tema", "at least one theme"),
    "indicator": ("mindst én indikator", "at least one indicator"),
}


@dataclass(frozen=True)
class Overall:
    """A whole claim, such as that every area improves and every gap narrows on every theme, as one test.

    Parameters
    ----------
    null, null_en : str
        The null hypothesis in words, Danish and English.
    p : float
        The largest of the single one-sided p-values: the p-value of the intersection–union test. NaN when a
        claim cannot be tested.
    holds : bool
        True when every single claim is shown at level alpha.
    alpha : float
        The level.
    tests : DataFrame, one row per claim
        theme (or indicator), area, claim ("development" or "narrowing"), value, p.
    untested : DataFrame, one row per claim that could not be tested
        theme, area, claim and why: "missing", or "no_gap" (nothing to narrow, so nothing is claimed).
    """

    null: str
    null_en: str
    p: float
    holds: bool
    alpha: float
    tests: pd.DataFrame
    untested: pd.DataFrame

    def counts(self) -> dict[str, object]:
        """Return p, holds and how many claims were tested, shown, missing, and without a gap to narrow."""
        why = self.untested["why"]
        return {
            "null": self.null,
            "null_en": self.null_en,
            "p": self.p,
            "holds": self.holds,
            "n_tests": len(self.tests),
            "n_shown": int((self.tests["p"] < self.alpha).sum()),
            "n_untested": int((why == "missing").sum()),
            "n_no_gap": int((why == "no_gap").sum()),
        }


def single_claims(estimates: Estimates, claim: str) -> pd.DataFrame:
    """Test, row by row and one-sided, the claim that a change is positive.

    Returns
    -------
    DataFrame, one row per (theme, area)
        The labels, claim, value, p and why it cannot be tested ("missing", else empty). Null hypothesis of a
        row: the true change is zero or negative.
    """
    known = np.isfinite(estimates.values) & np.isfinite(estimates.se)
    return estimates.labels.to_frame(index=False).assign(
        claim=claim,
        value=estimates.values,
        p=np.where(known, p_positive(estimates), np.nan),
        why=np.where(known, "", "missing"),
    )


def intersection_union(claims: pd.DataFrame, *, null: Pair, alpha: float) -> Overall:
    """Join single claims into one: it holds when all of them are shown.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        From `single_claims`; "no_gap" in ``why`` makes no claim, "missing" leaves the whole claim open.
    null : tuple of str
        The null hypothesis in Danish and English.
    alpha : float
        Level of each test, and so of the whole.

    Notes
    -----
    H₀: at least one change is zero or negative. Rejecting it when every single one-sided test rejects has
    level α without a correction. [Berger 1982]
    """
    tested = claims[claims["why"] == ""].drop(columns="why")
    untested = claims[claims["why"] != ""].drop(columns=["value", "p"])
    p = float("nan")
    if len(tested) and not (untested["why"] == "missing").any():
        p = float(tested["p"].max())
    return Overall(*null, p, p < alpha, alpha, tested, untested)


def null_in_words(*, per: str, subject: Pair | None, area: str | None, reference: str | None) -> Pair:
    """Return the null hypothesis of the claim about everything, one theme or indicator, one area, or both.

    Without a reference nothing is said of a gap: the municipality as a whole has none.

    Examples
    --------
    >>> null_in_words(per="theme", subject=("tryghed", "safety"), area="Nord", reference="resten")[0]
    'Nord har ikke udviklet sig positivt på tryghed, eller forskellen til resten er ikke blevet mindre.'
    """
    kind = _NULL_KINDS[subject is not None, area is not None]
    if reference is None:
        kind = f"own_{kind}"
    pair = subject or ("", "")
    danish, english = (
        text.format(subject=pair[i], area=area, reference=reference, some=SOME[per][i])
        for i, text in enumerate(NULLS[kind])
    )
    return danish, english


# Whether the claim is about one subject, and about one area.
_NULL_KINDS = {(True, True): "cell", (True, False): "subject", (False, True): "area", (False, False): "all"}
