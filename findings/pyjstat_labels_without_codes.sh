#!/usr/bin/env bash
# pyjstat 2.4.0 (with pandas 3.1.1), seen 2026-11-30.
# Behaviour: a JSON-stat 2.0 file has codes and labels of its categories and may say of each cell why it is empty
# (status). Written as a DataFrame the labels alone remain: two districts of one name are two rows that nothing tells
# apart. The status of the cells is dropped, so a cell hidden for confidentiality and one that is not yet there are both
# NaN. Nothing is said of either.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "pyjstat==2.4.0" "pandas==3.1.1"
"$here/v/bin/python" - <<'PY'
import json
import warnings

from pyjstat import pyjstat

warnings.simplefilter("ignore", DeprecationWarning)
cube = {
    "version": "2.0", "class": "dataset", "label": "persons", "id": ["area", "year"], "size": [2, 2],
    "role": {"time": ["year"]},
    "dimension": {
        "area": {"label": "area", "category": {"index": ["101-1", "101-2"],
                                               "label": {"101-1": "Nordby", "101-2": "Nordby"}}},
        "year": {"label": "year", "category": {"index": ["2023", "2024"],
                                               "label": {"2023": "2023", "2024": "2024"}}},
    },
    "value": [5, None, 7, None], "status": ["", "confidential", "", "not yet"],
}
frame = pyjstat.Dataset.read(json.dumps(cube)).write("dataframe")
print(frame.to_string(index=False))
assert frame["area"].tolist() == ["Nordby"] * 4, "the behaviour has changed"
assert list(frame.columns) == ["area", "year", "value"], "the behaviour has changed"
assert frame["value"].isna().tolist() == [False, True, False, True]
PY
