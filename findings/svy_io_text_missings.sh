#!/usr/bin/env bash
# svy-io 0.7.1, file written with pyreadstat 1.3.7 (pandas 3.1.1, polars 2.1.0), seen 2026-11-30.
# Behaviour: an SPSS file may declare missing values of numeric and of text variables. svy_io.read_sav turns the
# declared number 9 into null and tells of it under user_missing; the declared text "NA" stays an ordinary answer and
# stands nowhere in the metadata, so a share counts it. pyreadstat reads both declarations back.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "svy-io==0.7.1" "pyreadstat==1.3.7" "pandas==3.1.1" "polars==2.1.0"
cd "$here"
"$here/v/bin/python" - <<'PY'
import pandas as pd
import pyreadstat
import svy_io

answers = pd.DataFrame({"number": [1.0, 2.0, 9.0], "text": ["Bus", "Cykel", "NA"]})
pyreadstat.write_sav(answers, "answers.sav", missing_ranges={"number": [9.0], "text": ["NA"]})
_, written = pyreadstat.read_sav("answers.sav", user_missing=True)
read, told = svy_io.read_sav("answers.sav")
print("declared in the file:", sorted(written.missing_ranges))
print("number:", read["number"].to_list(), " text:", read["text"].to_list())
print("told by svy_io:", told["user_missing"])
assert sorted(written.missing_ranges) == ["number", "text"]
assert read["number"].to_list() == [1.0, 2.0, None]
assert read["text"].to_list() == ["Bus", "Cykel", "NA"], "the behaviour has changed"
assert [each["col"] for each in told["user_missing"]] == ["number"], "the behaviour has changed"
PY
