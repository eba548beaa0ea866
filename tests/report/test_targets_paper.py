"""The follow-up of a strategy as a paper: every format, both languages, and the wrong figures of others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import social_balance as sb
from social_balance.report.formats import installed_formats
from social_balance.report.targets_release import release_targets
from social_balance.report.write import report_files

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "guide" / "maal_eksempel" / "maal.toml"
GLADSAXE = ROOT / "data_samples" / "maal" / "gladsaxe.toml"


def test_a_strategy_alone_is_written_in_every_format_that_is_installed():
    files = report_files(release_targets(sb.read_targets(EXAMPLE)))
    endings = {name.rsplit(".", 1)[1] for name in files}
    # Slides are of the Årsstatus alone.
    assert endings == {*installed_formats(), "json", "csv"} - {"pptx"}
    assert [row["indicator"] for row in json.loads(files["results.json"])["targets"]].count("nikotin") == 1


@pytest.mark.parametrize(("lang", "mark", "other"), [("da", "72,5", "72.5"), ("en", "72.5", "72,5")])
def test_a_follow_up_may_show_the_wrong_figures_of_other_papers_in_its_own_language(lang, mark, other):
    files = report_files(release_targets(sb.read_targets(GLADSAXE), lang=lang), formats=["html"], lang=lang)
    page = next(content for name, content in files.items() if name.endswith(".html")).decode()
    assert f"{mark} " in page
    assert not {f"fra {other}", f"from {other}"} & set(re.findall(r"fr(?:a|om) [\d.,]*\d", page))


def test_what_the_municipality_writes_itself_is_still_proofread(tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8").replace(
        "Målet har været drøftet i udvalget.", "Andelen er steget fra 72,5 procent til 70,0 procent."
    )
    (tmp_path / "maal.toml").write_text(text, encoding="utf-8")
    (tmp_path / "maal_tal.csv").write_bytes((EXAMPLE.parent / "maal_tal.csv").read_bytes())
    targets = sb.read_targets(tmp_path / "maal.toml")
    with pytest.raises(sb.InputError) as raised:
        report_files(release_targets(targets), formats=["html"])
    assert [issue.code for issue in raised.value.issues] == ["REP030"]
