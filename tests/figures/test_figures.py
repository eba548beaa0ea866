"""The figures: what they draw and say, nothing hidden in them, no words that overlap, stable bytes."""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from fake_release import NAMES, REST, WHOLE, fake_release, only_tables
from many_areas import release_of
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from social_balance.figures import gaps, overview, style, theme
from social_balance.figures.gaps import plot_gaps
from social_balance.figures.overview import plot_overview
from social_balance.figures.theme import plot_theme
from social_balance.language.texts import GAP, OWN, VERDICTS, number

RELEASE = fake_release()
THEMES = list(RELEASE.themes["theme"])
FIGURES = [("overview", ""), ("gaps", ""), *(("theme", name) for name in THEMES)]
HIDDEN = RELEASE.ambition[RELEASE.ambition["hidden"]]


UNRELEASED = only_tables(fake_release(released=False, floor=None))


def draw(family: str, name: str = "", source: Any = RELEASE, **options: Any) -> Axes:
    """Draw one figure on a page that pyplot does not know of."""
    if family == "theme":
        return plot_theme(source, name, ax=style.page_axes(theme.layout(RELEASE)), **options)
    module, plot = {"overview": (overview, plot_overview), "gaps": (gaps, plot_gaps)}[family]
    return plot(source, ax=style.page_axes(module.layout(RELEASE)), **options)


def words(ax: Axes) -> list[str]:
    """Every text of a figure, its line breaks as spaces."""
    found = [text.get_text().replace("\n", " ") for text in ax.figure.findobj(Text)]
    return [text for text in found if text]


def overlaps(ax: Axes) -> tuple[list[str], list[tuple[str, str]]]:
    """The texts of a figure that reach outside its page, and the pairs that stand on each other."""
    figure = ax.figure
    figure.canvas.draw()
    shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    boxes = [(text.get_text(), text.get_window_extent().padded(-1)) for text in shown]
    outside = [
        text
        for text, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1
    ]
    pairs = [(a, b) for (a, one), (b, other) in itertools.combinations(boxes, 2) if one.overlaps(other)]
    return outside, pairs


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by the WCAG formula."""

    def luminance(colour: str) -> float:
        channels = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return float(np.dot(channels, [0.2126, 0.7152, 0.0722]))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tone", style.PALETTE)
def test_words_can_be_read_on_every_colour(tone):
    colours = style.PALETTE[tone]
    assert contrast(colours.ink, colours.fill) >= 4.5
    assert contrast(colours.line, "white") >= 4.5


@pytest.mark.parametrize("colour", [style.INK, style.SOFT])
def test_words_can_be_read_on_white(colour):
    assert contrast(colour, "white") >= 4.5


def test_every_tone_of_a_mark_has_colours():
    tones = {mark.tone for marks in (OWN, GAP, VERDICTS) for mark in marks.values()}
    assert tones == set(style.PALETTE)


@pytest.mark.parametrize(("family", "name"), FIGURES)
@pytest.mark.parametrize("lang", ["da", "en"])
def test_no_words_overlap_and_all_stand_on_the_page(family, name, lang):
    assert overlaps(draw(family, name, lang=lang, number=11)) == ([], [])


@pytest.mark.parametrize(("family", "name"), [("overview", ""), ("gaps", ""), ("theme", "tryghed")])
def test_a_long_list_of_sources_is_cut_before_it_reaches_the_figure(family, name):
    ax = draw(family, name, source=fake_release(sources=("Register over borgere 2019–2024",) * 12))
    assert overlaps(ax) == ([], [])
    assert any(text.endswith(" …") for text in words(ax))


def test_the_overview_shows_sign_word_and_colour_of_both_halves_of_every_cell():
    ax = draw("overview")
    shown = words(ax)
    chips = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    fills = [to_hex(patch.get_facecolor()) for patch in chips]
    assert len(chips) == 2 * len(RELEASE.ambition)
    assert shown.count("◂▸") == (RELEASE.ambition["gap_state"] == "larger").sum()
    assert shown.count("større forskel") == shown.count("◂▸")
    worse = (RELEASE.ambition["own"] == "worse").sum() + (RELEASE.ambition["gap_state"] == "larger").sum()
    assert fills.count(style.PALETTE["bad"].fill) == worse


def test_the_overview_says_of_what_is_hidden_only_that_it_is_not_shown():
    leaking = RELEASE.ambition.copy()
    leaking.loc[leaking["hidden"], ["own", "gap_state", "verdict"]] = ["worse", "larger", "worse_gap_larger"]
    source = dataclasses.replace(RELEASE, ambition=leaking)
    assert words(draw("overview", source=source)) == words(draw("overview"))
    assert words(draw("overview")).count("ikke vist") == len(HIDDEN)
    assert words(draw("overview")).count("forskel ikke vist") == len(HIDDEN)


@pytest.mark.parametrize("family", ["theme", "gaps"])
def test_a_hidden_number_is_drawn_nowhere(family):
    poison = 98.7654
    numbers = [name for name in RELEASE.ambition if RELEASE.ambition[name].dtype == float]
    ambition, index = RELEASE.ambition.copy(), RELEASE.index.copy()
    ambition.loc[ambition["hidden"], numbers] = poison
    index.loc[index["hidden"], ["value", "low", "high"]] = poison
    ax = draw(family, "byliv", source=dataclasses.replace(RELEASE, ambition=ambition, index=index))
    drawn = [float(x) for line in ax.lines for x in np.asarray(line.get_xdata(), dtype=float)]
    assert max(drawn) < poison
    assert not any("98,8" in text for text in words(ax))
    assert "ikke vist af hensyn til fortrolighed" in words(ax)


def test_a_theme_draws_both_years_with_their_intervals_at_the_values():
    ax = draw("theme", "sundhed")
    rows = RELEASE.index[(RELEASE.index["theme"] == "sundhed") & (RELEASE.index["area"] == NAMES[0])]
    drawn = [np.asarray(line.get_xdata(), dtype=float).tolist() for line in ax.lines]
    for row in rows.itertuples():
        assert [row.value] in drawn
        assert [row.low, row.high] in drawn


def test_a_theme_names_every_area_its_values_and_the_change_in_words():
    shown = words(draw("theme", "sundhed"))
    assert {*NAMES, REST, WHOLE} <= set(shown)
    assert "62,3 → 67,6  +5,3 (2,7 til 7,9)" in shown
    assert {"bedre", "kan ikke afgøres"} <= set(shown)


def test_an_open_circle_is_the_first_year_and_a_filled_one_the_last():
    ax = draw("theme", "sundhed")
    faces = [to_hex(line.get_markerfacecolor()) for line in ax.lines if line.get_marker() == "o"]
    assert faces[0] == "#ffffff"
    assert faces[1] == style.PALETTE["good"].line
    assert {"2021", "2024"} <= set(words(ax))


def test_a_theme_of_full_counts_draws_no_intervals_and_says_so():
    ax = draw("theme", "selvforsoergelse")
    flat = [line for line in ax.lines if len(line.get_xdata()) == 2 and len(set(line.get_ydata())) == 1]
    assert [line.get_gid() for line in flat] == ["divider"]
    assert any("uden stikprøveusikkerhed" in text for text in words(ax))


def test_a_missing_value_is_called_missing():
    assert "kan ikke opgøres" in words(draw("theme", "beboersammensaetning"))
    assert "kan ikke opgøres" in words(draw("gaps"))


def test_a_theme_without_a_single_value_shows_the_whole_scale():
    index = RELEASE.index.assign(value=np.nan, low=np.nan, high=np.nan, status="missing", hidden=False)
    ax = draw("theme", "sundhed", source=dataclasses.replace(RELEASE, index=index))
    assert ax.get_xlim() == (0, 100)
    assert words(ax).count("kan ikke opgøres") == 5


def test_the_part_of_the_scale_is_said_on_the_axis():
    ax = draw("theme", "sundhed")
    low, high = ax.get_xlim()
    assert ax.get_xlabel() == (
        f"indekspoint, højere er bedre (udsnit {number(low, 0)}–{number(high, 0)} af skalaen 0–100)"
    )


def test_the_gaps_draw_both_years_and_the_interval_of_the_change():
    ax = draw("gaps")
    row = RELEASE.ambition.query("theme == 'sundhed'").iloc[2]
    drawn = [np.asarray(line.get_xdata(), dtype=float).tolist() for line in ax.lines]
    assert [row["gap_since"]] in drawn
    assert [row["gap_until"]] in drawn
    assert [row["gap_since"] - row["narrowing_high"], row["gap_since"] - row["narrowing_low"]] in drawn
    assert "større forskel +3,6 (1,1 til 6,1)" in words(ax)


def test_the_side_of_zero_that_no_area_stands_on_is_left_out():
    behind = RELEASE.ambition["gap_since"] > 5
    ahead = words(draw("gaps"))
    above = {name: RELEASE.ambition[name].where(behind) for name in ("gap_since", "gap_until")}
    only_behind = draw("gaps", source=dataclasses.replace(RELEASE, ambition=RELEASE.ambition.assign(**above)))
    assert "← området ligger over" in ahead
    assert "← området ligger over" not in words(only_behind)
    assert only_behind.get_xlim()[0] == 0


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("smaller", "mindre forskel"),
        ("larger", "større forskel"),
        ("undecided", "kan ikke afgøres"),
        ("no_gap", "ingen forskel"),
    ],
)
def test_the_gaps_say_what_became_of_every_gap(state, said):
    rows = RELEASE.ambition[RELEASE.ambition["gap_state"] == state]
    assert sum(text.startswith(said) for text in words(draw("gaps"))) == len(rows)


@pytest.mark.parametrize(("family", "name"), [("overview", ""), ("gaps", ""), ("theme", "tryghed")])
def test_titles_are_numbered_in_a_report_and_sources_are_named(family, name):
    shown = words(draw(family, name, number=3))
    assert any(text.startswith("Figur 3. ") for text in shown)
    assert any("Kilde: Borgerundersøgelsen 2021 og 2024; Register over borgere" in text for text in shown)
    assert not any(text.startswith("Figur") for text in words(draw(family, name)))


@pytest.mark.parametrize(("family", "name"), [("overview", ""), ("gaps", ""), ("theme", "tryghed")])
def test_invented_data_say_so_in_every_figure_and_real_ones_do_not(family, name):
    real = fake_release(invented=False)
    assert any("Opdigtede data" in text for text in words(draw(family, name)))
    assert not any("Opdigtede data" in text for text in words(draw(family, name, source=real)))


@pytest.mark.parametrize(("family", "name"), [("overview", ""), ("gaps", ""), ("theme", "tryghed")])
def test_what_is_not_released_carries_the_mark(family, name):
    assert "INTERN – ikke frigivet" in words(draw(family, name, source=UNRELEASED))
    assert "INTERN – ikke frigivet" in words(draw(family, name, source=fake_release(released=False)))
    assert "INTERN – ikke frigivet" not in words(draw(family, name))


def test_english_is_english():
    shown = " ".join(words(draw("gaps", lang="en")))
    assert "The gap to det øvrige Gladsaxe, 2021 and 2024 (index points)" in shown
    assert not re.search(r"\b[Ff]orskel|Kilde|sikkerhed|kan ikke", shown)


def test_the_language_is_that_of_the_release_unless_another_is_asked_for():
    english = fake_release(language="en")
    assert any(text.startswith("Above own development") for text in words(draw("overview", source=english)))
    assert any(
        text.startswith("Øverst egen udvikling")
        for text in words(draw("overview", source=english, lang="da"))
    )


@pytest.mark.parametrize("plot", [plot_overview, plot_gaps, lambda source: plot_theme(source, "tryghed")])
def test_without_axes_one_pyplot_figure_is_made_and_its_axes_come_back(plot):
    # Doctests of other modules may have left figures open in this process: only what is new counts.
    before = set(plt.get_fignums())
    ax = plot(RELEASE)
    try:
        assert set(plt.get_fignums()) - before == {ax.figure.number}
        assert ax.figure.axes == [ax]
    finally:
        plt.close(ax.figure)


def test_the_first_figure_of_a_notebook_leaves_interaction_on(tmp_path):
    # As the backend of notebooks does: it turns interaction on when it is loaded, by the first figure.
    backend = "from matplotlib.backends.backend_agg import *\nimport matplotlib\nmatplotlib.interactive(True)"
    (tmp_path / "notebook_backend.py").write_text(backend, encoding="utf-8")
    script = (
        "import matplotlib, fake_release\n"
        "from social_balance.figures.overview import plot_overview\n"
        "plot_overview(fake_release.fake_release())\n"
        "print(matplotlib.is_interactive())"
    )
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])
    environment = {**os.environ, "MPLBACKEND": "module://notebook_backend", "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True"]


def test_given_axes_are_drawn_on_and_pyplot_is_left_alone():
    ax = style.page_axes(theme.layout(RELEASE))
    assert plot_theme(RELEASE, "tryghed", ax=ax) is ax
    assert plt.get_fignums() == []


def test_an_unknown_theme_names_those_there_are():
    with pytest.raises(KeyError, match="tryghed"):
        plot_theme(RELEASE, "trygheden", ax=style.page_axes(theme.layout(RELEASE)))


def test_a_hostile_title_is_drawn_as_it_stands_and_shortened_to_the_page():
    hostile = r"$\frac{1$ <script> " + "meget lang titel " * 12
    themes = RELEASE.themes.assign(title_da=hostile)
    source = dataclasses.replace(RELEASE, themes=themes)
    for family, name in FIGURES[:3]:
        ax = draw(family, name, source=source)
        assert style.svg_bytes(ax, hostile)
        assert any(r"$\frac{1$" in text for text in words(ax))
        assert max(len(text) for text in words(ax) if text.startswith("$")) <= 2 * style.TITLE_CHARACTERS


def test_the_settings_of_the_user_neither_show_nor_change():
    plain = style.svg_bytes(draw("theme", "tryghed"), "x")
    with mpl.rc_context({"font.family": "serif", "axes.facecolor": "black", "svg.fonttype": "none"}):
        before = dict(mpl.rcParams)
        assert style.svg_bytes(draw("theme", "tryghed"), "x") == plain
        assert dict(mpl.rcParams) == before


def test_the_same_figure_gives_the_same_bytes_without_date_or_version():
    ax = draw("theme", "tryghed")
    for write in (lambda ax: style.svg_bytes(ax, "Tryghed"), style.png_bytes):
        assert write(ax) == write(draw("theme", "tryghed"))
        assert mpl.__version__.encode() not in write(ax)
    svg = style.svg_bytes(ax, "Tryghed").decode()
    assert "<title>Tryghed</title>" in svg
    assert "dc:date" not in svg
    # Text that can be selected, in a font that some reader's machine has.
    assert "'DejaVu Sans', Verdana, sans-serif" in svg
    assert ">Værebro Park</text>" in svg


def test_alt_texts_are_what_is_found_in_one_sentence():
    assert overview.alt_text(RELEASE).startswith(
        "Fremgang i 7 og tilbagegang i 5; mindre forskel i 7 og større forskel i 5 (af 27 vurderinger)."
    )
    assert theme.alt_text(RELEASE, "sundhed").startswith(
        "Sundhed: fremgang i 2; større forskel i 1 (af 3). Indeks fra 0 til 100"
    )
    assert gaps.alt_text(RELEASE).startswith("Mindre forskel i 7 og større forskel i 5 (af 27).")


@pytest.mark.parametrize("count", [1, 4, 12])
@pytest.mark.parametrize("module", [overview, gaps])
def test_one_to_twelve_areas_can_be_read(count, module):
    source = release_of(count)
    plot = {overview: plot_overview, gaps: plot_gaps}[module]
    ax = plot(source, ax=style.page_axes(module.layout(source)), number=11)
    assert overlaps(ax) == ([], [])


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_word_of_the_overview_stays_in_its_field(lang):
    ax = draw("overview", lang=lang)
    ax.figure.canvas.draw()
    fields = [patch.get_window_extent() for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    words_in_fields = [
        (text.get_text(), box.x1, field.x1)
        for text in ax.texts
        for box in [text.get_window_extent()]
        for field in fields
        if field.x0 < box.x0 < field.x1 and field.y0 < (box.y0 + box.y1) / 2 < field.y1
    ]
    assert len(words_in_fields) == 2 * len(fields)
    assert [words for words, end, edge in words_in_fields if end > edge] == []


@pytest.mark.parametrize(("family", "name"), FIGURES)
def test_no_text_is_smaller_than_eight_points(family, name):
    sizes = [text.get_fontsize() for text in draw(family, name).figure.findobj(Text) if text.get_text()]
    assert min(sizes) >= 8


def test_themes_are_drawn_on_equally_long_parts_of_the_scale():
    lengths = {round(float(np.ptp(draw("theme", name).get_xlim())), 6) for name in THEMES}
    assert len(lengths) == 1
