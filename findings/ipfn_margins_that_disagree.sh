#!/usr/bin/env bash
# ipfn 1.4.4 (with pandas 3.1.1), seen 2026-11-30.
# Behaviour: iterative proportional fitting to margins whose totals differ (40 persons by sex, 50 by area) prints
# "converged" and gives weights that hit only the margin adjusted last: 12.5 men where 10 were asked for. A category
# of a margin that no row has (20 of 50 persons) is left out: the weights add up to 30. Neither raises or warns.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "ipfn==1.4.4" "pandas==3.1.1"
"$here/v/bin/python" - <<'PY'
import warnings

import pandas as pd
from ipfn import ipfn

warnings.simplefilter("error", UserWarning)
sample = pd.DataFrame({"sex": ["m", "m", "k", "k"], "area": ["x", "y", "x", "y"], "total": 1.0})
by_sex = pd.Series([10.0, 30.0], index=pd.Index(["m", "k"], name="sex"))
by_area = pd.Series([25.0, 25.0], index=pd.Index(["x", "y"], name="area"))
fitted = ipfn.ipfn(sample.copy(), [by_sex, by_area], [["sex"], ["area"]]).iteration()
men = fitted.loc[fitted["sex"] == "m", "total"].sum()
print("men: asked for 10, got", men)

with_unseen = pd.Series([10.0, 20.0, 20.0], index=pd.Index(["m", "k", "x"], name="sex"))
short = ipfn.ipfn(sample.copy(), [with_unseen], [["sex"]]).iteration()["total"].sum()
print("persons: asked for 50, got", short)
assert men == 12.5 and short == 30.0, "the behaviour has changed"
PY
