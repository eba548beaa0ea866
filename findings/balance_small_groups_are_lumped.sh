#!/usr/bin/env bash
# balance 0.23.0 (with pandas 2.3.3), seen 2026-12-01.
# Behaviour: post-stratification to a population of 30, 20, 450 and 500 persons in four areas gives the two small areas
# 25 each: by default categories under five per cent are first made one. With `transformations=None` they are hit. A group
# that the sample lacks is then left out in silence, and the weights add up to 970 of 1,000.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "balance==0.23.0" "pandas==2.3.3"
"$here/v/bin/python" - 2> "$here/log" <<'PY'
import numpy as np
import pandas as pd
from balance import Sample


def persons(**areas):
    names = [name for name, size in areas.items() for _ in range(size)]
    return pd.DataFrame({"id": [str(i) for i in range(len(names))], "area": names})


def weights_by_area(answers, population, **options):
    asked = Sample.from_frame(answers, id_column="id").set_target(Sample.from_frame(population, id_column="id"))
    weights = np.ravel(asked.adjust(method="poststratify", **options).weights().df)
    return pd.Series(weights).groupby(answers["area"].to_numpy()).sum().round(6).to_dict()


population = persons(a=30, b=20, c=450, d=500)
by_default = weights_by_area(persons(a=10, b=10, c=40, d=40), population)
as_asked = weights_by_area(persons(a=10, b=10, c=40, d=40), population, transformations=None)
without_a = weights_by_area(persons(b=10, c=40, d=40), population, transformations=None)
print("by default:", by_default)
print("transformations=None:", as_asked)
print("nobody from a:", without_a, "together", sum(without_a.values()))
assert by_default == {"a": 25, "b": 25, "c": 450, "d": 500}, "the behaviour has changed"
assert as_asked == {"a": 30, "b": 20, "c": 450, "d": 500}, "the behaviour has changed"
assert sum(without_a.values()) == 970, "the behaviour has changed"
PY
grep -v "No weights passed" "$here/log" | grep WARNING && { echo "the behaviour has changed: there is a warning"; exit 1; } || true
