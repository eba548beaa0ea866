#!/usr/bin/env bash
# weightipy 0.4.2 (with pandas 3.1.1), seen 2026-11-30.
# Behaviour: targets of 40 and 60 per cent for two categories. Respondents of a third category, or without one, are
# kept with weight 1.0, so that the weighted shares are 33 and 50 per cent instead of 40 and 60. A target category
# that nobody has (10 per cent) is dropped and the others keep theirs: the weights then add up to 90 per cent of the
# respondents. Nothing is raised.
set -eu
here=$(mktemp -d); trap 'rm -rf "$here"' EXIT
python3 -m venv "$here/v"
"$here/v/bin/pip" install --quiet "weightipy==0.4.2" "pandas==3.1.1"
"$here/v/bin/python" - <<'PY'
import pandas as pd
import weightipy

scheme = weightipy.scheme_from_dict({"sex": {1: 40.0, 2: 60.0}})
five = weightipy.weight_dataframe(pd.DataFrame({"sex": [1, 1, 2, 2, 3]}), scheme, "weight")
share = 100 * five["weight"].groupby(five["sex"]).sum() / five["weight"].sum()
print("asked for 40 and 60, got", share.round(1).to_dict())

unseen = weightipy.scheme_from_dict({"sex": {1: 40.0, 2: 50.0, 3: 10.0}})
four = weightipy.weight_dataframe(pd.DataFrame({"sex": [1, 1, 2, 2]}), unseen, "weight")
print("four respondents weigh", four["weight"].sum())
assert five["weight"].tolist()[4] == 1.0 and round(share[1], 1) == 33.3, "the behaviour has changed"
assert round(four["weight"].sum(), 6) == 3.6, "the behaviour has changed"
PY
