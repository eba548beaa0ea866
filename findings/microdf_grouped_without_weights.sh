#!/usr/bin/env bash
# microdf-python 1.5.12 (with pandas 3.1.1), seen 2026-12-01.
# Behaviour: a table that carries weights gives weighted means for `groupby("g")["x"].mean()` and for
# `groupby("g")["x"].agg("mean")` (1.67 and 3.57), and plain ones for the same written `groupby("g").agg({"x": "mean"})`
# (1.5 and 3.5), without a warning. `value_counts` (also as shares), `groupby().size()` and `sem` leave the weights out
# too, while `count`, `describe` and `std` use them; `mean(numeric_only=True)` of a table is empty.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "microdf-python==1.5.12" "pandas==3.1.1"
"$here/v/bin/python" - <<'PY'
import microdf

table = microdf.MicroDataFrame({"x": [1.0, 2.0, 3.0, 4.0], "g": list("aabb")}, weights=[1, 2, 3, 4])
weighted = table.groupby("g")["x"].agg("mean").round(2).to_dict()
plain = table.groupby("g").agg({"x": "mean"}).round(2).to_dict()["x"]
print("groupby('g')['x'].agg('mean'):", weighted)
print("groupby('g').agg({'x': 'mean'}):", plain)
print("count:", table["x"].count(), " value_counts:", table["g"].value_counts().to_dict())
print("mean(numeric_only=True) has", len(table.mean(numeric_only=True)), "figures")
assert weighted == {"a": 1.67, "b": 3.57} and plain == {"a": 1.5, "b": 3.5}, "the behaviour has changed"
assert table["x"].count() == 10 and table["g"].value_counts().to_dict() == {"a": 2, "b": 2}, "the behaviour has changed"
assert len(table.mean(numeric_only=True)) == 0, "the behaviour has changed"
PY
