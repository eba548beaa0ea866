"""Every result shows itself in words, with state, signs and what is hidden, in notebook and terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fake_release import NAMES, fake_release
from invented_themes import figures, indicator, themes
from small_town import answers

import social_balance as sb
from social_balance.deliveries.columns import Column as BookColumn
from social_balance.disclosure.attack import Attack
from social_balance.language.reader import CHOSEN
from social_balance.showing.markup import tone_rules
from social_balance.showing.palette import PALETTE
from social_balance.showing.parts import Badge, Cell, Column, Row, Table
from social_balance.showing.view import MOST_LINES, ResultView

YEARS = (2021, 2024)


def scores() -> Any:
    """Two indicators in two areas and the rest: a gap that shrinks, and one that cannot be told."""
    values = {
        ("a", "Nord", 2021): 40.0, ("a", "Nord", 2024): 55.0, ("a", "rest", 2021): 70.0,
        ("a", "rest", 2024): 71.0, ("b", "Nord", 2021): 60.0, ("b", "Nord", 2024): 61.0,
        ("b", "rest", 2021): 65.0, ("b", "rest", 2024): 66.0,
    }  # fmt: skip
    made = figures(values)
    return replace(made, rows=made.rows.assign(method="taylor"))


def release(**meta: Any) -> sb.Release:
    """A release by hand, with why each figure is hidden or missing."""
    public = fake_release(**meta)
    reasons = public.indicators["hidden"].map({True: "few_persons", False: ""})
    return replace(
        public,
        indicators=public.indicators.assign(hidden_reason=reasons),
        ambition=public.ambition.assign(why="Spørgsmålet er nyt.", why_en="The question is new."),
    )


def index() -> sb.ThemeIndex:
    return sb.theme_index(scores(), themes(tema=[indicator("a")], andet=[indicator("b")]))


def ambition() -> sb.Ambition:
    return sb.ambition(index(), since=2021, until=2024)


def calibrated() -> sb.Calibrated:
    frame = pd.DataFrame({"koen": ["k", "k", "m"], "w": [10.0, 30.0, 20.0]})
    return sb.calibrate(frame, sb.Design(weights="w"), {"koen": {"k": 50, "m": 50}})


def attacked() -> Attack:
    columns = ["indicator", "area", "year", "kind", "low", "high", "state", "relations"]
    rows = [
        ("doemte", "Nord", 2024, "counted", 0.0, 9.0, "safe", "doemte, 2024: hele"),
        ("doemte", "Syd", 2024, "base", 7.0, 7.0, "exact", "doemte, 2024: hele"),
    ]
    return Attack(pd.DataFrame(rows, columns=columns), 5)


def codebook() -> sb.Codebook:
    column = BookColumn(
        "tryg", "Q1", "code", label="Er du <tryg>?", values={1: "Ja", 2: "Nej"}, missing={8: "Ved ikke"}
    )
    return sb.Codebook((column,), "Borgere 2024")


def classification() -> sb.Classification:
    values = pd.DataFrame({"area": ["Nord"], "year": [2024], "residents": [1500.0]})
    return sb.classify_areas(values, 2024)


RESULTS: dict[str, Callable[[], Any]] = {
    "release": release,
    "estimates": scores,
    "index": index,
    "ambition": ambition,
    "progress": lambda: sb.progress(index()),
    "robustness": lambda: sb.robustness(index(), since=2021, until=2024),
    "plan": lambda: sb.plan_survey(areas={"Vest": (None, 300), "rest": (None, 1500)}, sd=20, deff=1.5),
    "classification": classification,
    "attack": attacked,
    "themes": lambda: themes(tema=[indicator("a")]),
    "indicator": lambda: sb.read_indicators(Path(__file__).parents[2] / "indices").indicator("doemte"),
    "codebook": codebook,
    "calibrated": calibrated,
}
STATES = {
    "release": "released", "estimates": "unreleased", "index": "unreleased", "ambition": "unreleased",
    "progress": "unreleased", "robustness": "unreleased", "plan": "", "classification": "",
    "attack": "confidential", "themes": "", "indicator": "", "codebook": "", "calibrated": "unreleased",
}  # fmt: skip


@dataclass
class Page(HTMLParser):
    """The elements of a page, and the text inside each kind."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.inside[-1] if self.inside else "", []).append(data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    assert page.inside == []
    return page


@pytest.fixture(scope="module", params=RESULTS, ids=str)
def named(request: pytest.FixtureRequest) -> tuple[str, Any]:
    return request.param, RESULTS[request.param]()


def test_a_result_says_whether_it_may_be_published(named: tuple[str, Any]):
    name, result = named
    words = {"released": "frigivet", "unreleased": "ikke frigivet", "confidential": "fortroligt"}
    view = result.style()
    assert view.state == STATES[name]
    states = [a for a in parsed(result._repr_html_()).attributes("span") if a.get("class") == "state"]
    assert len(states) == bool(view.state)
    first = view.text().splitlines()[0].casefold()
    assert first.endswith(words.get(view.state, view.title.casefold()))


def test_a_notebook_shows_a_table_that_can_be_heard(named: tuple[str, Any]):
    page = parsed(named[1]._repr_html_())
    [section] = page.attributes("section")
    assert section["lang"] == "da"
    assert section["aria-label"]
    assert len(page.attributes("caption")) == 1
    assert {attributes["scope"] for attributes in page.attributes("th")} <= {"col", "row", "rowgroup"}
    columns = [a for a in page.attributes("th") if a["scope"] == "col"]
    rows = [a for a in page.attributes("th") if a["scope"] == "row"]
    assert len(page.attributes("td")) == len(rows) * (len(columns) - 1)


def test_no_code_of_a_program_is_shown_for_a_word(named: tuple[str, Any]):
    text = named[1].style().text()
    codes = (
        "gap_",
        "better",
        "undecided",
        "cannot_",
        "higher_is",
        "nan",
        "NaN",
        "None",
        "suppress",
        "taylor",
    )
    table, _, following = text.rpartition("\n\nVidere:")
    assert following
    assert [code for code in codes if code in table] == []


@pytest.mark.parametrize("lang", ["da", "en"])
def test_a_terminal_shows_no_line_over_80_characters_and_about_a_screen(named: tuple[str, Any], lang: str):
    lines = named[1].style(lang).text().splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) < MOST_LINES + 25


def test_the_plain_form_is_what_python_prints(named: tuple[str, Any]):
    result = named[1]
    assert repr(result) == str(result) == result.style().text()


def test_english_is_english_throughout(named: tuple[str, Any]):
    text = named[1].style("en").text()
    assert "Next:" in text
    assert [word for word in ("Videre", "forskel", "Område", "ikke ", "Grundlag") if word in text] == []


def test_what_is_hidden_is_told_with_its_reason_and_no_number_stands_there():
    tables = release()
    hidden = tables.ambition[tables.ambition["hidden"].astype(bool)]
    assert len(hidden)
    view = tables.style()
    rows = [row for row in view.table.rows if row.kind == "body"]
    shown = {id(row) for row in rows if "ikke vist" in row.cells[1].text}
    assert len(shown) == len(hidden)
    assert all(row.cells[2].text == "ikke vist" and row.cells[3].badge for row in rows if id(row) in shown)
    count = int(tables.indicators["hidden"].sum())
    [note] = [note for note in view.notes if "ikke vist" in note]
    assert note.startswith(f"{count} af {len(tables.indicators)} tal er ikke vist: få personer (")


def test_tables_copied_as_not_released_do_not_look_published():
    public = release()
    copied = replace(public, meta=replace(public.meta, released=False))
    assert copied.style().text().splitlines()[0].endswith("· IKKE FRIGIVET")
    assert "write_report" not in copied._repr_html_()


def test_counts_of_states_add_up_to_all_cells():
    counted = [line for line in release().style().lead if ":" in line]
    totals = [
        sum(int(word.strip(".,")) for word in line.split() if word.strip(".,").isdigit()) for line in counted
    ]
    assert totals == [len(release().ambition)] * 2


def test_an_ambition_has_number_interval_and_verdict_of_every_cell():
    view = ambition().style()
    rows = [row for row in view.table.rows if row.kind == "body"]
    assert [row.cells[0].text for row in rows] == ["Nord", "Nord"]
    first = rows[0]
    assert first.cells[1].text == "+15,0"
    assert first.cells[2].text == "30,0 → 16,0"
    assert first.cells[2].detail.startswith("−14,0 (")
    assert first.cells[3].badge == Badge("▲", "bedre, og forskellen er mindre", "good")
    frame = ambition().frame()
    low = frame["development_low"].iloc[0]
    assert first.cells[1].detail.startswith(f"({low:.1f} til ".replace(".", ","))


def test_a_thin_base_is_said_of_an_estimate_and_not_of_a_register():
    asked = scores()
    rows = asked.rows.assign(effective_base=[29.9, *[30.0] * 7], base=100.0)
    thin = replace(asked, rows=rows)
    assert "1 tal har et usikkert grundlag: det effektive grundlag er under 30." in thin.style().notes
    assert sum(row.cells[-1].text == "usikkert grundlag" for row in thin.style().table.rows) == 1
    counted = replace(thin, rows=rows.assign(method="census"))
    assert not any("usikkert" in note for note in counted.style().notes)


def test_figures_that_are_published_or_given_say_nothing_of_release():
    given = replace(scores(), rows=scores().rows.assign(method="given"))
    assert given.style().state == ""
    assert (
        replace(given, rows=given.rows.assign(method=["given"] * 7 + ["census"])).style().state
        == "unreleased"
    )


def test_a_real_estimate_shows_one_row_a_figure():
    made = sb.estimate(answers(), {"tryg": sb.share("q == 1", base="q in (1, 2, 3, 4)")}, by=["area"])
    page = parsed(made._repr_html_())
    assert len([a for a in page.attributes("th") if a["scope"] == "row"]) == len(made)


def test_the_most_exposed_counts_stand_first():
    rows = attacked().style().table.rows
    assert [row.cells[4].text for row in rows] == ["7", "0–9"]
    assert rows[0].cells[5].badge == Badge("▼", "kan regnes ud", "bad")


def test_hostile_text_stays_text():
    html = codebook()._repr_html_()
    assert "Er du &lt;tryg&gt;?" in html
    public = release(title='<script>alert("x")</script>')
    assert "<script" not in public._repr_html_()


def test_a_style_is_of_the_view_alone_and_signs_have_the_colours_of_the_figures():
    [style] = parsed(ambition()._repr_html_()).texts["style"]
    selectors = [
        part.strip() for line in style.splitlines() if line for part in line.split("{")[0].split(",")
    ]
    assert all(selector.startswith(".sb-view.sb-view") for selector in selectors)
    assert all(colours.fill in style and colours.ink in style for colours in PALETTE.values())
    assert tone_rules().replace(".badge", ".sb-view.sb-view .badge") in style


def test_the_reader_chooses_the_language(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(CHOSEN, "en")
    assert ambition().style().lang == "en"
    assert release().style().lang == "da"  # the language of its report
    monkeypatch.setenv(CHOSEN, "tlh")
    assert ambition().style().lang == "da"


def test_many_rows_end_with_how_many_are_left():
    rows = tuple(Row((Cell(f"række {n}"), Cell("1"))) for n in range(100))
    view = ResultView("Alt", "da", Table(None, "Alt", (Column("Navn", "text"), Column("Tal")), rows))
    assert "60 rækker mere er ikke vist her." in view.text()
    assert "række 39 " in view.text()
    assert "række 40 " not in view.text()
    assert "40 rækker mere er ikke vist her." in view.html()


def test_a_table_of_great_tables_is_told_of_when_the_package_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "great_tables", None)
    with pytest.raises(sb.InputError, match="pip install great_tables"):
        ambition().as_gt()


def test_a_table_of_great_tables_has_the_words_of_the_view():
    pytest.importorskip("great_tables")
    html = ambition().as_gt().as_raw_html()
    assert "ikke frigivet" in html
    assert "bedre, og forskellen er mindre" in html


def test_areas_of_the_release_are_named():
    texts = {row.cells[0].text for row in release().style().table.rows if row.kind == "body"}
    assert texts == set(NAMES)
