"""What looks like a contradiction and is none gives no remark, beside what is one by a hair."""

from __future__ import annotations

import pytest

import social_balance as sb

# fmt: off
# ruff: noqa: E501
# Each trap beside the nearest text that is wrong: the kind expected of the second.
TRAPS = [
    # differences of rounded figures
    ("Andelen er steget fra 35,2 til 37,9 procent, en stigning på 2,8 procentpoint.",
     "Andelen er steget fra 35,2 til 37,9 procent, en stigning på 2,9 procentpoint.", "change"),
    ("Udgiften er 10,0 mio. kr., fordelt på 3,3 mio. kr. til A, 3,3 mio. kr. til B og 3,3 mio. kr. til C.",
     "Udgiften er 10,0 mio. kr., fordelt på 3,2 mio. kr. til A, 3,2 mio. kr. til B og 3,2 mio. kr. til C.", "sum"),
    # a part that is negative
    ("Resultatet er 2,4 mio. kr., fordelt på −0,8 mio. kr. på skoler og 3,2 mio. kr. på dagtilbud.",
     "Resultatet er 2,4 mio. kr., fordelt på 0,8 mio. kr. på skoler og 3,2 mio. kr. på dagtilbud.", "sum"),
    # some of the parts
    ("Der er 284 sager, heraf 92 om førtidspension og 29 om sygedagpenge.",
     "Der er 284 sager, heraf 292 om førtidspension og 29 om sygedagpenge.", "sum"),
    # units that change
    ("Tilskuddet er 1,2 mio. kr., fordelt på 700.000 kr. til drift og 500.000 kr. til løn.",
     "Tilskuddet er 1,2 mio. kr., fordelt på 700.000 kr. til drift og 600.000 kr. til løn.", "sum"),
    # two years in one sentence
    ("Andelen var 45 pct. i 2023 og 35 pct. i 2024, mens landsgennemsnittet steg fra 30 til 31 pct.",
     "Andelen var 45 pct. i 2023 og 35 pct. i 2024, mens landsgennemsnittet steg fra 31 til 30 pct.", "direction"),
    # two bases in one sentence
    ("12 procent af de 50 kvinder og 11 procent af de 45 mænd har svaret.",
     "12 procent af de 50 kvinder og 12 procent af de 45 mænd har svaret.", "whole_number"),
    # the change of one thing and the gap to another
    ("Omgørelsesprocenten faldt fra 35 til 32 og ligger 1 procentpoint over landsgennemsnittet på 31.",
     "Omgørelsesprocenten faldt fra 35 til 32 og ligger 1 procent over landsgennemsnittet på 31 procent.", "points"),
    # a share beside a change
    ("Antallet steg fra 40 til 50 sager, hvoraf 10 (20 procent) er hjemvist.",
     "Antallet steg fra 40 til 50 sager, hvoraf 10 (25 procent) er hjemvist.", "share"),
    # roughly
    ("Antallet af ture er ca. 12.000, fordelt på 7.150 om dagen og 4.700 om aftenen.",
     "Antallet af ture er 12.000, fordelt på 7.150 om dagen og 4.700 om aftenen.", "sum"),
    ("Prisen er mere end fordoblet, fra 12 til 29 kr.", "Prisen er fordoblet, fra 12 til 29 kr.", "change"),
    # sections, cases, telephones, times, ages
    ("Jf. § 11, stk. 2, tlf. 39 57 50 00, sag 24/01883, side 12 af 40, kl. 16.30, er de 16–24-årige faldet fra 7 til 5 procent.",
     "Jf. § 11, stk. 2, tlf. 39 57 50 00, sag 24/01883, side 12 af 40, kl. 16.30, er de 16–24-årige steget fra 7 til 5 procent.", "direction"),
    # what is to come
    ("Dato: 14.05.2024\n\nByrådet skal den 12. juni 2024 tage stilling til planen, som blev sendt i høring.",
     "Dato: 14.05.2024\n\nByrådet tog den 12. juni 2024 stilling til planen, som blev sendt i høring.", "future_date"),
    # over New Year
    ("Forløbet varede fra den 20. november 2023 til den 12. januar 2024.",
     "Forløbet varede fra den 20. november 2023 til den 12. januar 2023.", "date_order"),
    # a reference in brackets beside a date in prose
    ("Udvalget drøftede planen den 3. april 2024 og fulgte Byrådets beslutning (22.06.2022, punkt 11) om at udvikle området.",
     "Udvalget drøftede planen den 3. april 2024 og fulgte Byrådets beslutning af 22/6-2022 om at udvikle hele området videre.", "date_form"),
    # versions
    ("Vejledningen gælder Excel 2.1 og nyere, og andelen er 45,2 procent.",
     "Vejledningen gælder nyere udgaver, og andelen er 45.2 procent.", "decimal_mark"),
    # what does not follow
    ("At forskellen ikke er signifikant, betyder ikke, at trygheden er uændret.",
     "Forskellen er ikke signifikant. Trygheden er derfor uændret.", "not_significant"),
    ("Faldet skyldes primært periodisering af bevillingen.", "Faldet skyldes primært den tidlige indsats.", "cause"),
    # alike within what papers call alike
    ("Andelen er 32 procent og på niveau med landsgennemsnittet på 31 procent.",
     "Andelen er 32 procent og på niveau med landsgennemsnittet på 24 procent.", "level"),
    ("Andelen er 32 procent og ikke på niveau med landsgennemsnittet på 24 procent.",
     "Andelen er 32 procent og på niveau med landsgennemsnittet (24 procent).", "level"),
    # when it was so, between the verb and the pair
    ("Antallet af frivillige faldt over sommeren, fra 151 i maj til 118 i september.",
     "Antallet af frivillige faldt over sommeren, fra 118 i maj til 151 i september.", "direction"),
    # another thing after a semicolon, and what holds only under a condition
    ("Listen er ikke ramt (uden arbejde: 48,0 pct.; 2 af 4 kriterier er opfyldt).",
     "Listen er ikke ramt (kriterier: 48,0 pct., 2 af 4 kriterier er opfyldt).", "share"),
    ("Andelen skal ned fra 48,0 til 30,0 pct., og det er 216 personer, hvis grundlaget er uændret.",
     "Andelen er gået ned fra 48,0 til 30,0 pct., og den er dermed uændret.", "level"),
    ("Of the 52 cases 14 (27%) were returned, up from 11 (22%) the year before.",
     "Of the 52 cases 14 (37%) were returned.", "share"),
    ("The share was 45 per cent in 2023, 3 percentage points higher than in 2022.",
     "The share was 45 per cent in 2023 against 42 per cent in 2022, 3 per cent higher.", "points"),
]


@pytest.mark.parametrize(("sound", "wrong", "kind"), TRAPS)
def test_a_trap_is_known_and_its_neighbour_found(sound, wrong, kind):
    assert sb.proofread(sound)["kind"].tolist() == []
    assert sb.proofread(wrong)["kind"].tolist() == [kind]


TABLES = [
    # a row that is part of another is no part of the total
    ("| | 2023 |\n|---|---|\n| Skoler | 120 |\n| heraf specialtilbud | 40 |\n| Dagtilbud | 80 |\n| I alt | 200 |",
     "| | 2023 |\n|---|---|\n| Skoler | 120 |\n| heraf specialtilbud | 40 |\n| Dagtilbud | 80 |\n| I alt | 210 |", "sum"),
    # a hidden cell may be what is missing
    ("| | 2023 |\n|---|---|\n| Nord | 120 |\n| Syd | – |\n| Vest | 80 |\n| I alt | 210 |",
     "| | 2023 |\n|---|---|\n| Nord | 120 |\n| Syd | 5 |\n| Vest | 80 |\n| I alt | 210 |", "sum"),
    # shares have a mean, not a sum
    ("| | Andel, pct. |\n|---|---|\n| Nord | 41,0 |\n| Syd | 55,0 |\n| I alt | 47,5 |",
     "| | Andel, pct. |\n|---|---|\n| Ja | 41,0 |\n| Nej | 55,0 |\n| I alt | 100,0 |", "sum"),
    # shares of the row, and of the column
    ("| Udvalg | Stadfæstet | Hjemvist | Afgjort |\n|---|---|---|---|\n| Social | 88 (68 pct.) | 42 (32 pct.) | 130 |\n| Børn | 30 (60 pct.) | 20 (40 pct.) | 50 |\n| I alt | 118 | 62 | 180 |",
     "| Udvalg | Stadfæstet | Hjemvist | Afgjort |\n|---|---|---|---|\n| Social | 88 (58 pct.) | 42 (32 pct.) | 130 |\n| Børn | 30 (60 pct.) | 20 (40 pct.) | 50 |\n| I alt | 118 | 62 | 180 |", "share"),
    # a negative row
    ("| Mio. kr. | 2023 |\n|---|---|\n| Udgifter | 45,3 |\n| Indtægter | −12,1 |\n| I alt | 33,2 |",
     "| Mio. kr. | 2023 |\n|---|---|\n| Udgifter | 45,3 |\n| Indtægter | −12,1 |\n| I alt | 35,2 |", "sum"),
    # shares in brackets of the column's total
    ("| | 2023 |\n|---|---|\n| Stadfæstet | 192 (68 pct.) |\n| Ændret | 29 (10 pct.) |\n| Hjemvist | 63 (22 pct.) |\n| I alt | 284 |",
     "| | 2023 |\n|---|---|\n| Stadfæstet | 192 (68 pct.) |\n| Ændret | 29 (10 pct.) |\n| Hjemvist | 63 (28 pct.) |\n| I alt | 284 |", "share"),
]


@pytest.mark.parametrize(("sound", "wrong", "kind"), TABLES)
def test_a_table_is_read_as_a_table(sound, wrong, kind):
    assert sb.proofread(sound, written="da")["kind"].tolist() == []
    assert sb.proofread(wrong, written="da")["kind"].tolist() == [kind]


OWN_TABLE = """{sentence}

| Område | 2021 | 2024 |
|---|---|---|
| Nordbyen | 41,2 | 47,8 |
| Sydbyen | 51,3 | 52,0 |
| Kommunen i alt | 60,1 | 61,4 |
"""


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("I Nordbyen er andelen steget fra 41,2 procent i 2021 til 47,8 procent i 2024.", []),
        ("I Nordbyen er andelen steget fra 41,2 procent i 2021 til 47,9 procent i 2024.", ["table"]),
        # Whole points in prose are the table's figures rounded.
        ("I Nordbyen er andelen steget fra 41 procent i 2021 til 48 procent i 2024.", []),
        ("I Nordbyen er andelen steget fra 41 procent i 2021 til 47 procent i 2024.", ["table"]),
        # Figures of something else, of two rows, or of a year that the table has not.
        ("I Nordbyen er svarprocenten steget fra 31,0 procent i 2021 til 37,2 procent i 2024.", []),
        ("I Nordbyen og Sydbyen er andelen steget fra 41,2 procent i 2021 til 47,9 procent i 2024.", []),
        ("I Nordbyen er andelen steget fra 41,2 procent i 2021 til 47,9 procent i 2023.", []),
        ("I Sydbyen var andelen 51,3 procent i 2021 og 56,0 procent i 2024.", ["table"]),
    ],
)
def test_a_sentence_that_retells_a_row_of_a_table_has_its_figures(sentence, kinds):
    assert sb.proofread(OWN_TABLE.format(sentence=sentence))["kind"].tolist() == kinds
