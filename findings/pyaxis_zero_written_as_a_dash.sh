#!/usr/bin/env bash
# pyaxis 0.4.3 (with pandas 3.1.1), seen 2026-11-30.
# Behaviour: a PX file writes a zero as "-" and an unavailable cell as "..". With its defaults pyaxis turns the dots into
# NaN and leaves the zero as a text with its quotation marks; all other cells are text as well. pandas.to_numeric with
# errors="coerce", the usual next step, makes the zero missing too, so that a sum or a mean over the column is wrong
# without a word. The codes of the file (CODES) are not kept: nothing tells two categories of one label apart.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "pyaxis==0.4.3" "pandas==3.1.1"
cd "$here"
"$here/v/bin/python" - <<'PY'
import pandas as pd
from pyaxis import pyaxis

text = """CHARSET="ANSI";
AXIS-VERSION="2010";
TITLE="persons";
CONTENTS="persons";
UNITS="persons";
STUB="area";
HEADING="year";
VALUES("area")="Nordby","Nordby","Sydby";
CODES("area")="101-1","101-2","103";
VALUES("year")="2023","2024";
DATA=
5 ".."
"-" 7
9 "-";
"""
with open("a.px", "w", encoding="cp1252") as file:
    file.write(text)
frame = pyaxis.parse("a.px", encoding="cp1252")["DATA"]
print(frame.to_string(index=False))
numbers = pd.to_numeric(frame["DATA"], errors="coerce")
print("mean of the cells that are told: 4.2; of what is left:", numbers.mean())
assert frame["DATA"].tolist().count('"-"') == 2, "the behaviour has changed"
assert numbers.notna().sum() == 3, "the behaviour has changed"
assert set(frame["area"]) == {"Nordby", "Sydby"}, "the behaviour has changed"
PY
