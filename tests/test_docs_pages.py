"""Every question has an answer, every public function an example, every notebook two languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from api_pages import lacking_examples, rooms
from bilingual import LANGUAGES, in_language, sources
from made_pages import glossary_entries, question_page, questions, schema_page

import social_balance as sb

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MADE = {"fault_codes.md", "schemas.md", "glossary.md"}  # written when the pages are built


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as MyST makes them."""
    heads = re.findall(r"^#{1,3} (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.casefold()).strip().replace(" ", "-") for head in heads}


def is_there(target: str) -> bool:
    page, _, anchor = target.partition("#")
    if page.startswith("api/"):
        return Path(page).stem in rooms()
    if page in MADE:
        return True
    file = DOCS / re.sub(r"notebooks/(da|en)/", "notebooks/", page)
    return file.is_file() and (not anchor or anchor in anchors(file))


def test_there_are_forty_questions_in_each_language_each_once() -> None:
    for lang in LANGUAGES:
        asked = [one[lang] for one in questions()]
        assert len(asked) >= 40
        assert len(set(asked)) == len(asked)
        assert all(one.endswith("?") for one in asked)


@pytest.mark.parametrize("one", questions(), ids=lambda one: one["en"])
def test_a_question_leads_to_a_page_with_that_anchor_and_to_public_names(one: dict[str, object]) -> None:
    assert is_there(str(one["page"]))
    assert is_there(str(one.get("page_da", one["page"])))
    assert set(one.get("names", ())) <= set(sb.__all__)  # type: ignore[arg-type]


def test_the_page_of_questions_links_to_the_language_of_its_reader() -> None:
    assert "notebooks/da/08" not in question_page("en")
    assert "notebooks/en/02" not in question_page("da")
    assert "{py:obj}`sb.attack <social_balance.attack>`" in question_page("da")


def test_every_public_function_has_an_example_that_runs() -> None:
    assert lacking_examples() == []


def test_every_public_name_has_its_place_in_one_room() -> None:
    placed = [name for names in rooms().values() for name in names]
    assert sorted([*placed, "__version__"]) == sb.__all__


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_a_notebook_has_as_many_texts_in_each_language_and_the_same_code(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert text.count(":::{da}\n") == text.count(":::{en}\n") > 0
    danish, english = (in_language(text, lang) for lang in LANGUAGES)
    assert ":::" not in danish + english
    assert "@lang" not in danish + english
    # The code is one; only the blocks of text are parted.
    cells = text.count("```{code-cell}")
    assert danish.count("```{code-cell}") == english.count("```{code-cell}") == cells > 0
    assert danish.count("\n# ") == english.count("\n# ") == 1


def test_a_notebook_starts_from_files_that_a_user_has() -> None:
    for source in sources():
        first = source.read_text(encoding="utf-8").split("```{code-cell} python\n")[1]
        assert first.startswith("!social-balance init ")


def test_every_notebook_is_on_the_front_page_in_each_language() -> None:
    front = (DOCS / "index.md").read_text(encoding="utf-8")
    for lang in LANGUAGES:
        for source in sources():
            assert front.count(f"notebooks/{lang}/{source.name}") == 1
            assert f"\nnotebooks/{lang}/{source.stem}\n" in front


def test_every_finding_is_told_where_a_user_meets_it() -> None:
    page = (DOCS / "findings.md").read_text(encoding="utf-8")
    scripts = {path.name for path in (ROOT / "findings").glob("*.sh")}
    assert scripts
    assert set(re.findall(r"`(\w+\.sh)`", page)) == scripts


def test_a_word_of_the_glossary_stands_there_once() -> None:
    words = [word.casefold() for entry, _ in glossary_entries() for word in entry]
    assert len(words) == len(set(words)) > 100
    assert {"nævner", "base", "ambition"} <= set(words)


def test_the_page_of_files_tells_what_each_key_is_in_both_languages() -> None:
    page = schema_page()
    assert "| `aarsstatus.margin` | Ændringer inden for" in page
    assert not re.search(r"^\| `[^`]*` \|  \|", page, re.MULTILINE)


def test_guides_install_from_the_folder_of_the_project() -> None:
    for page in [ROOT / "README.md", *(DOCS / "guide").glob("*.md")]:
        for wanted in re.findall(r'pip install (?:--\S+ )*"([^"]+)"', page.read_text(encoding="utf-8")):
            assert re.fullmatch(r"\.\[[a-z,]+\]", wanted), (page.name, wanted)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cheat_sheet_is_one_a4_page(lang: str, tmp_path: Path) -> None:
    pypdf, typst = pytest.importorskip("pypdf"), pytest.importorskip("typst")
    typst.compile(DOCS / "cheatsheet.typ", output=tmp_path / "sheet.pdf", sys_inputs={"lang": lang})
    [page] = pypdf.PdfReader(tmp_path / "sheet.pdf").pages
    assert [round(float(size) / 72 * 25.4) for size in (page.mediabox.width, page.mediabox.height)] == [
        297,
        210,
    ]
    assert {"da": "Begynd", "en": "Begin"}[lang] in page.extract_text()
