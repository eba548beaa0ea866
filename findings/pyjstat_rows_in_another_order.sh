#!/usr/bin/env bash
# pyjstat 2.4.0 (with pandas 3.1.1), seen 2026-11-30.
# Behaviour: a JSON-stat table is written from a long DataFrame by Dataset.read(frame).write(). The values are put down
# in the order of the rows, not in the row-major order that the format prescribes (the last dimension fastest). Of rows
# sorted by year and then area the cells of two years change places: 3 of Nord in 2023 is read back as 2. A table that
# lacks a cell gets a list of values shorter than its size, though the format has null for that. Nothing is raised on
# writing.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "pyjstat==2.4.0" "pandas==3.1.1"
"$here/v/bin/python" - <<'PY'
import json
import warnings

import pandas as pd
from pyjstat import pyjstat

warnings.simplefilter("ignore", DeprecationWarning)
table = pd.DataFrame({
    "area": ["Nord", "Syd", "Nord", "Syd"], "year": ["2024", "2024", "2023", "2023"], "value": [1.0, 2.0, 3.0, 4.0],
})
again = pyjstat.Dataset.read(pyjstat.Dataset.read(table).write()).write("dataframe")
told = {(row.area, row.year): row.value for row in table.itertuples()}
read = {(row.area, row.year): row.value for row in again.itertuples()}
print("written:", told)
print("read back:", read)
assert told["Nord", "2023"] == 3.0 and read["Nord", "2023"] == 2.0, "the behaviour has changed"

lacking = json.loads(pyjstat.Dataset.read(table.iloc[:3]).write())
print("size", lacking["size"], "values", lacking["value"])
assert lacking["size"] == [2, 2] and len(lacking["value"]) == 3, "the behaviour has changed"
PY
