"""In a municipality drawn again and again, the ambition is wrong as seldom as it says (nox -s simulate)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_municipality import SCENARIOS, drawn, summary

pytestmark = pytest.mark.simulation

DRAWS = 400


@pytest.mark.parametrize("name", SCENARIOS)
def test_intervals_cover_and_what_is_not_there_is_seldom_found(name: str) -> None:
    rates = summary(name, drawn(name, DRAWS))
    covers = {what: rate for what, rate in rates.items() if what.endswith("interval covers")}
    errors = {what: rate for what, rate in rates.items() if what not in covers}
    assert len(covers) == 3
    assert errors
    # Three Monte Carlo standard errors, and never less than those of a rate that is 5 per cent.
    least = 100 * np.sqrt(0.05 * 0.95 / DRAWS)
    assert {w: r for w, (r, e) in covers.items() if not 94 - 3 * e <= r <= 96 + 3 * e} == {}
    assert {w: r for w, (r, e) in errors.items() if r > 5 + 3 * max(e, least)} == {}
