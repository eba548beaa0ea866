"""Claims that everything improves, tested as one: the intersection–union test, with its null in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from social_balance.estimates.values import Estimates
from social_balance.language.tables import DEFAULT, languages
from social_balance.language.words import in_language, phrase
from social_balance.verdicts.significance import p_positive


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
        theme (or indicator), area, claim ("development" or "narrowing"), value, p.
    untested : DataFrame, one row per claim that could not be tested
        theme, area, claim and why: "missing", or "no_gap" (nothing to narrow, so nothing is claimed).
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
        """Return p, holds and how many claims were tested, shown, missing, and without a gap to narrow."""
        why = self.untested["why"]
        return {
            **by_language("null", self.nulls),
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


def intersection_union(claims: pd.DataFrame, *, nulls: Mapping[str, str], alpha: float) -> Overall:
    """Join single claims into one: it holds when all of them are shown.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        From `single_claims`; "no_gap" in ``why`` makes no claim, "missing" leaves the whole claim open.
    nulls : Mapping of language to str
        The null hypothesis in words.
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
    'Nord har ikke udviklet sig positivt på tryghed, eller forskellen til resten er ikke blevet mindre.'
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


def by_language(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts as columns: the Danish under the plain name, the others with their language after it.

    Examples
    --------
    >>> by_language("null", {"da": "nul", "en": "zero"})
    {'null': 'nul', 'null_en': 'zero'}
    """
    return {name if lang == DEFAULT else f"{name}_{lang}": text for lang, text in texts.items()}
