#!/usr/bin/env bash
# wquantiles 0.6 (with numpy 2.4.6), seen 2026-11-30.
# Behaviour: a NaN among the values is sorted last and keeps its weight, so that it counts as the largest value. The
# weighted median of 1, 2, 3, 4 is 2.5; with two missing answers more it is 3.5 and not nan, and nothing is said.
# numpy.quantile gives nan on the same values.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "wquantiles==0.6" "numpy==2.4.6"
"$here/v/bin/python" - <<'PY'
import numpy as np
import wquantiles

answers = np.array([1.0, 2.0, 3.0, 4.0])
with_missing = np.array([1.0, 2.0, np.nan, 3.0, 4.0, np.nan])
whole = wquantiles.median(answers, np.ones(4))
moved = wquantiles.median(with_missing, np.ones(6))
print("median of the four answers:", whole)
print("the same beside two missing ones:", moved, "(numpy:", np.median(with_missing), ")")
assert whole == 2.5 and moved == 3.5, "the behaviour has changed"
PY
