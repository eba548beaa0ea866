"""The contradictions of published strategy papers that their own text shows are found, and what is right is not."""

from __future__ import annotations

import pytest

import social_balance as sb

# fmt: off
# ruff: noqa: E501
SHOWN = [
    # 72,5 → 70 as "2,5 procent"
    ("points", "high", "I 2022 var økologiprocenten 72,5. I 2023 er økologiprocenten 70, hvilket er et fald på 2,5 procent."),
    ("points", "high", "Økologiprocenten er 70 procent i 2023. Det er et fald på 2,5 procent siden 2022, hvor den var 72,5 procent."),
    ("points", "high", "Økologiprocenten er i 2023 på 70. I 2022 var den på 72,5. Der er altså sket et fald på 2,5 procent."),
    ("points", "high", "Økologiprocenten er faldet fra 72,5 til 70, et fald på 2,5 procent."),
    # direction
    ("direction", "high", "Økologiprocenten er steget fra 72,5 til 70."),
    # "2 procent over landsgennemsnittet"
    ("points", "medium", "Målet er, at andelen af unge i ungdomsuddannelse hvert år er mindst 2 procent over landsgennemsnittet."),
    # "steget med 2,7 procent": both readings
    ("points", "high", "Genanvendelsesprocenten er steget med 2,7 procent fra 36,5 til 39,2 procent."),
    ("points", "medium", "Genanvendelsen er steget med 2,7 procent siden sidste år og er nu 39,2 procent."),
    # 442 → 501 as 12 pct.
    ("base", "high", "Antallet af indbrud er steget fra 442 i 2022 til 501 i 2023, svarende til 12 pct."),
    ("base", "high", "I 2023 var der 501 sager mod 442 i 2022, en stigning på 12 pct."),
    ("base", "medium", "Antallet af sager steg fra 442 til 501 (12 pct.)."),
    # 0,01 pct. of some hundred pupils
    ("whole_number", "high", "0,01 procent af de 486 elever i 8. klasse ryger dagligt."),
    ("whole_number", "high", "Blandt nogle hundrede elever bruger 0,01 procent e-cigaretter dagligt."),
    ("whole_number", "low", "Andelen af elever, der dagligt bruger e-cigaretter i 8. klasse, er 0,01 procent."),
    # 09.03.2026 for a decision of 2016
    ("future_date", "high", "Dato: 12.04.2016\n\nByrådet vedtog 09.03.2026 at bygge en ny skole."),
    ("date_order", "medium", "Byrådet besluttede i 2016 (09.03.2026, punkt 4) at bygge en ny skole."),
    # 82 robots for 330 borrowers at four a year
    ("division", "medium", "Med fire udlån om året pr. robot til 330 låntagere er der behov for 82 robotter."),
    ("division", "medium", "Der er 330 låntagere. Hvis hver robot kan udlånes fire gange om året, kræver det 82 robotter."),
    # the example of the issue
    ("share", "high", "5 ud af 200 (2,6 procent) har fået støtte."),
]
RIGHT = [
    "230.500 kr. = 82.000 kr. + 132.000 kr. + 16.500 kr.",
    "Der ansøges om 230.500 kr. fordelt på 82.000 kr. til udstyr, 132.000 kr. til løn og 16.500 kr. til drift.",
    # 190–193 persons fit both
    "I januar 2023 fik 5 borgere, svarende til 2,6 procent, støtte i eget hjem, og i december 2023 var det 9 borgere, svarende til 4,7 procent.",
    "Andelen er steget fra 2,6 procent (5 borgere) i januar 2023 til 4,7 procent (9 borgere) i december 2023.",
    "451 ud af 486 elever, svarende til 92,8 procent, opnåede mindst 2. Landsgennemsnittet er 87,4 procent, så kommunen ligger 5,4 procentpoint over.",
    "Elbiler udgør 10 procent af bilerne i 2023 mod 5 procent i 2020. Det er en fordobling.",
    "Pr. 1.000 indbyggere er tallet faldet fra 35 til 27,2, mens det i landet er faldet fra 31,7 til 27,4, så kommunen er på niveau med landsgennemsnittet.",
    "Bostøtte i grupper er steget fra 5,6 procent til 10,6 procent, dvs. 5 procentpoint, mod et mål på 15.",
    "Omgørelsesprocenten er faldet fra 45 pct. i 2023 til 35 pct. i 2024 (17 stadfæstet, 1 ændret og 8 hjemvist ud af 26).",
    "Der er afgjort 284 klagesager. Heraf er 192 (68 pct.) stadfæstet, 29 (10 pct.) ændret og 63 (22 pct.) hjemvist.",
    "Sagsbehandlingstiden er faldet med 62,2 dage siden 2019.",
    "Andelen af 80–84-årige, der er selvhjulpne, er steget fra 81,0 til 82,5 procent.",
    # a budget that is a net income: more of it used may be worse or better
    "Forbruget er 61 pct. af budgettet, hvilket er dårligere end 13,5 pct. på nettoindtægterne.",
]


@pytest.mark.parametrize(("kind", "certainty", "text"), SHOWN)
def test_a_contradiction_that_the_text_shows_is_found(kind, certainty, text):
    remarks = sb.proofread(text)
    assert (kind, certainty) in zip(remarks["kind"], remarks["certainty"], strict=True)


@pytest.mark.parametrize("text", RIGHT)
def test_what_the_papers_have_right_gives_no_remark(text):
    assert sb.proofread(text)["computed"].tolist() == []
