"""The one table of words of the Årsstatus, Danish beside English: states, verdicts, columns, codes, units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["da", "en"]
Pair = tuple[str, str]
LANGUAGES: tuple[Lang, Lang] = ("da", "en")


@dataclass(frozen=True)
class Mark:
    """How one code is shown: a sign, a tone that decides the colour, a short label and a sentence.

    Parameters
    ----------
    symbol : str
        Sign that can be told from the others without colour.
    tone : str
        Key of the palette: good, good_light, even, bad_light, bad, mixed, open, none or hidden.
    short : tuple of str
        Label in Danish and English.
    sentence : tuple of str
        What it means, in Danish and English; ``{reference}`` is the area compared with.
    """

    symbol: str
    tone: str
    short: Pair
    sentence: Pair = ("", "")

    def label(self, lang: Lang = "da") -> str:
        """Return the short label."""
        return fill(self.short, lang)

    def meaning(self, lang: Lang = "da", **values: object) -> str:
        """Return the sentence with its names filled in."""
        return fill(self.sentence, lang, **values)


def fill(pair: Pair, lang: Lang = "da", **values: object) -> str:
    """Return one language of a text with its names filled in.

    Parameters
    ----------
    pair : tuple of str
        The Danish and the English template.
    lang : {"da", "en"}
        Language.
    **values
        What the names in the template stand for; a value is never read as a template.

    Returns
    -------
    str
        The finished text.

    Examples
    --------
    >>> fill(("i {name}", "in {name}"), "en", name="{x}")
    'in {x}'
    """
    template = pair[LANGUAGES.index(lang)]
    return template.format(**values) if values else template


UNITS: dict[tuple[str, str], Pair] = {
    ("procent", "prose"): ("procent", "per cent"),
    ("procent", "table"): ("pct.", "%"),
    ("procentpoint", "prose"): ("procentpoint", "percentage points"),
    ("procentpoint", "table"): ("procentpoint", "percentage points"),
    ("point", "prose"): ("point", "points"),
    ("point", "table"): ("point", "points"),
    ("pct. af regionens", "prose"): ("procent af regionens", "per cent of the region's"),
    ("pct. af regionens", "table"): ("pct. af regionens", "% of the region's"),
    ("personer pr. time", "prose"): ("personer pr. time", "persons per hour"),
    ("personer pr. time", "table"): ("personer pr. time", "persons per hour"),
    ("personer pr. posttime", "prose"): ("personer pr. post og time", "persons per post and hour"),
    ("personer pr. posttime", "table"): ("personer pr. post og time", "persons per post and hour"),
    ("pr. 1.000", "prose"): ("pr. 1.000", "per 1,000"),
    ("pr. 1.000", "table"): ("pr. 1.000", "per 1,000"),
    ("pr. 10.000", "prose"): ("pr. 10.000", "per 10,000"),
    ("pr. 10.000", "table"): ("pr. 10.000", "per 10,000"),
    ("kr.", "prose"): ("kr.", "DKK"),
    ("kr.", "table"): ("kr.", "DKK"),
    ("antal", "prose"): ("antal", "number"),
    ("antal", "table"): ("antal", "number"),
}

MONTHS: tuple[Pair, ...] = (
    ("januar", "January"), ("februar", "February"), ("marts", "March"), ("april", "April"),
    ("maj", "May"), ("juni", "June"), ("juli", "July"), ("august", "August"),
    ("september", "September"), ("oktober", "October"), ("november", "November"), ("december", "December"),
)  # fmt: skip

TEXTS: dict[str, Pair] = {
    "to": ("til", "to"),
    "and": ("og", "and"),
    "or": ("eller", "or"),
    "yes": ("ja", "yes"),
    "no": ("nej", "no"),
    "hidden": ("ikke vist af hensyn til diskretion", "not shown, to protect confidentiality"),
    "hidden_short": ("ikke vist", "not shown"),
    "missing": ("kan ikke opgøres", "cannot be calculated"),
    "invented": ("Opdigtede data", "Invented data"),
    "internal": ("INTERN – ikke frigivet", "INTERNAL – not released"),
    "weights_title": (
        "Så langt var stikprøven fra de kendte totaler",
        "How far the sample was from the known totals",
    ),
    "weights_subtitle": (
        "Designeffekt af ulige vægte: {before} før, {after} efter",
        "Design effect of unequal weights: {before} before, {after} after",
    ),
    "weights_axis": ("afvigelse i pct. af totalen", "difference in per cent of the total"),
    "weights_before": ("før", "before"),
    "weights_after": ("efter", "after"),
    "weights_ratio": ("vægt × {low} – {high}", "weight × {low} – {high}"),
    "plan_detects": (
        "{theme}, {area}: med {n} svar kan en ændring i området på {change} point og en mindskelse af "
        "forskellen på {narrowing} point påvises med en styrke på {power} procent.",
        "{theme}, {area}: with {n} answers a change in the area of {change} points and a narrowing of the "
        "gap of {narrowing} points can be shown with a power of {power} per cent.",
    ),
    "plan_enough": (
        "Det er nok til den ønskede mindskelse på {wanted} point, som kræver {needed} svar.",
        "That is enough for the wanted narrowing of {wanted} points, which needs {needed} answers.",
    ),
    "plan_more": (
        "En mindskelse på {wanted} point kræver {needed} svar.",
        "A narrowing of {wanted} points needs {needed} answers.",
    ),
    "plan_not_enough_all": (
        "Selv hvis alle {most} voksne i {area} svarer, kan en mindskelse på {wanted} point ikke påvises med "
        "den styrke",
        "Even if all {most} adults in {area} answer, a narrowing of {wanted} points cannot be shown with "
        "that power",
    ),
    "plan_not_enough": (
        "Selv hvis {most} af de {population} voksne i {area} svarer, og flere kan man ikke regne med, kan en "
        "mindskelse på {wanted} point ikke påvises med den styrke",
        "Even if {most} of the {population} adults in {area} answer, and no more can be counted on, a "
        "narrowing of {wanted} points cannot be shown with that power",
    ),
    "plan_not_enough_any": (
        "Uanset hvor mange der svarer i {area}, kan en mindskelse på {wanted} point ikke påvises med den "
        "styrke",
        "However many answer in {area}, a narrowing of {wanted} points cannot be shown with that power",
    ),
    "plan_limit": (
        ": med {rest_n} svar i {rest} er grænsen {least} point.",
        ": with {rest_n} answers in {rest} the limit is {least} points.",
    ),
    "plan_limit_earlier": (
        ": med {earlier} svar i den tidligere bølge og {rest_n} i {rest} er grænsen {least} point.",
        ": with {earlier} answers in the earlier wave and {rest_n} in {rest} the limit is {least} points.",
    ),
    "plan_ways": (
        "Med planens svar ville gennemsnittet af to bølger før og to efter kunne vise {pooled} point, og "
        "dobbelt så mange svar i {rest} {rest_doubled} point.",
        "With the answers planned, the mean of two waves before and two after could show {pooled} points, "
        "and twice as many answers in {rest} {rest_doubled} points.",
    ),
    "plan_panel": (
        "Spørges de samme personer igen ({again} pct. af dem, sammenhæng {correlation}), bliver ændringens "
        "standardfejl {less} pct. mindre, så en ændring på {change} point og en mindskelse på {narrowing} "
        "point kan påvises.",
        "If the same persons are asked again ({again} % of them, correlation {correlation}), the standard "
        "error of the change is {less} % smaller, so that a change of {change} points and a narrowing of "
        "{narrowing} points can be shown.",
    ),
    "plan_panel_note": (
        "De samme personer igen: svarer {again} pct. af dem i begge bølger (sammenhæng {correlation}), "
        "bliver standardfejlen på en ændring {less} pct. mindre med lige så mange svar.",
        "The same persons again: if {again} % of them answer in both waves (correlation {correlation}), the "
        "standard error of a change is {less} % smaller with just as many answers.",
    ),
    "plan_area": ("Område", "Area"),
    "plan_respondents": ("Svar", "Answers"),
    "plan_change": ("Ændring", "Change"),
    "plan_narrowing": ("Mindskelse", "Narrowing"),
    "plan_needed": ("Kræver", "Needs"),
    "plan_never": ("selv alle er for få", "even all are too few"),
    "plan_note": (
        "Note: Ændring og mindskelse er de point, der kan påvises med en styrke på {power} pct. i en test "
        "på niveau {level} pct. Kræver er svar i området for at påvise en mindskelse på {wanted} point. Der "
        "er {rest_n} svar i {rest}.",
        "Note: Change and narrowing are the points that can be shown with a power of {power} % in a test at "
        "level {level} %. Needs is answers in the area to show a narrowing of {wanted} points. There are "
        "{rest_n} answers in {rest}.",
    ),
    "plan_no_number": (
        "Selv alle er for få: hvis så alle i området svarer, kan den ønskede mindskelse ikke påvises, for "
        "der er for få svar i resten eller i den tidligere bølge.",
        "Even all are too few: though everyone in the area answers, the wanted narrowing cannot be shown, "
        "because there are too few answers in the rest or in the earlier wave.",
    ),
    "plan_rest": ("resten af kommunen", "the rest of the municipality"),
    "plan_index": ("indeks", "index"),
    "plan_title": (
        "Så lille en mindskelse af forskellen kan påvises",
        "How small a narrowing of the gap can be shown",
    ),
    "plan_subtitle": (
        "{theme}; styrke {power} pct. i en test på niveau {level} pct.; {rest_n} svar i {rest}",
        "{theme}; power {power} % in a test at level {level} %; {rest_n} answers in {rest}",
    ),
    "plan_x": ("Svar i området i hver bølge", "Answers in the area in each wave"),
    "plan_x_earlier": ("Svar i området i den kommende bølge", "Answers in the area in the coming wave"),
    "plan_y": ("Mindskelse, der kan påvises (point)", "Narrowing that can be shown (points)"),
    "plan_planned": ("planlagt", "planned"),
    "plan_end_all": ("alle {n} svarer: {least} point", "all {n} answer: {least} points"),
    "plan_end": ("{n} svar: {least} point", "{n} answers: {least} points"),
    "plan_wanted": ("ønsket: {wanted} point", "wanted: {wanted} points"),
    "missing_title": ("Spørgsmål, som mange ikke svarer på", "Questions that many leave unanswered"),
    "missing_subtitle": (
        "Manglende svar i pct. af dem, der fik spørgsmålet; – betyder, at ingen fik det",
        "Missing answers in per cent of those who were asked; – means that nobody was",
    ),
    "missing_all": ("alle", "all"),
    "figure": ("Figur", "Figure"),
    "table": ("Tabel", "Table"),
    "note": ("Note", "Note"),
    "source": ("Kilde", "Source"),
    "index_points": ("indekspoint", "index points"),
    "ci": ("{level} pct. sikkerhedsinterval", "{level}% confidence interval"),
    "overview_title": ("Udvikling og forskel efter tema og område", "Development and gap by theme and area"),
    "overview_subtitle": (
        "{since}–{until}. Forskel: til {reference}, målt i indekspoint",
        "{since}–{until}. Gap: to {reference}, in index points",
    ),
    "overview_note": (
        "'Kan ikke afgøres' betyder, at usikkerheden er for stor til at sige, om det går frem eller tilbage; "
        "det betyder ikke, at intet er ændret. 'Stort set uændret': en ændring er påvist mindre end "
        "margenen.",
        "'Cannot be decided' means that the uncertainty is too large to say whether things improve or "
        "decline; it does not mean that nothing has changed. 'Practically unchanged': any change is shown to "
        "be within the margin.",
    ),
    "own_column": ("egen udvikling", "own development"),
    "gap_column": ("forskel", "gap"),
    "theme_title": ("{title} ({unit})", "{title} ({unit})"),
    "theme_subtitle": (
        "Indeks 0–100, højere er bedre. {since} og {until} med {ci}",
        "Index 0–100, higher is better. {since} and {until} with {ci}",
    ),
    "theme_subtitle_census": (
        "Indeks 0–100, højere er bedre. {since} og {until}, fuld opgørelse uden stikprøveusikkerhed",
        "Index 0–100, higher is better. {since} and {until}, full count without sampling error",
    ),
    "theme_axis": (
        "indekspoint, højere er bedre (udsnit {low}–{high} af skalaen 0–100)",
        "index points, higher is better (part {low}–{high} of the scale 0–100)",
    ),
    "theme_note": (
        "Vurderingen bruger p-værdier, der er justeret for mange sammenligninger; et interval alene "
        "afgør den ikke.",
        "The verdict uses p values adjusted for many comparisons; an interval alone does not decide it.",
    ),
    "robust_given": ("de givne vægte", "the given weights"),
    "robust_equal": ("lige vægte", "equal weights"),
    "robust_geometric": ("geometrisk gennemsnit", "geometric mean"),
    "robust_without": ("uden '{indicator}'", "without '{indicator}'"),
    "robust_title": (
        "Forskellen til {reference} ved andre valg, {since}–{until}",
        "The gap to {reference} under other choices, {since}–{until}",
    ),
    "robust_subtitle": (
        "Rude: de givne valg, med interval. Cirkel: et andet valg. Kryds: et valg, hvor konklusionen er en "
        "anden",
        "Diamond: the given choices, with interval. Circle: another choice. Cross: a choice with another "
        "verdict",
    ),
    "robust_axis": (
        "mindsket forskel i indekspoint; til venstre for 0 er forskellen vokset",
        "narrowing in index points; left of 0 the gap has grown",
    ),
    "robust_short_survives": ("= samme ved alle valg", "= same under every choice"),
    "robust_short_overturned": ("× en anden ved nogle", "× another under some"),
    "robust_short_cannot_be_tried": ("? kan ikke prøves", "? cannot be tried"),
    "robust_survives": (
        "Konklusionen er den samme ved alle valg.",
        "The verdict is the same under every choice.",
    ),
    "robust_overturned": (
        "Konklusionen er en anden ved nogle valg.",
        "The verdict is another under some choices.",
    ),
    "robust_contradicted": (
        "Mindst ét valg viser det modsatte.",
        "At least one choice shows the opposite.",
    ),
    "robust_not_contradicted": (
        "Intet valg viser det modsatte.",
        "No choice shows the opposite.",
    ),
    "robust_cannot_be_tried": (
        "Om konklusionen holder ved alle valg, kan ikke prøves.",
        "Whether the verdict holds under every choice cannot be tried.",
    ),
    "robust_same_else": (
        "Ved de valg, der kan prøves, er den den samme.",
        "It is the same under the choices that can be tried.",
    ),
    "gaps_title": (
        "Forskellen til {reference}, {since} og {until} ({unit})",
        "The gap to {reference}, {since} and {until} ({unit})",
    ),
    "gaps_subtitle": (
        "Hul cirkel: {since}. Fyldt cirkel: {until}. Tynd streg: {ci} for ændringen",
        "Open circle: {since}. Filled circle: {until}. Thin line: {ci} of the change",
    ),
    "gaps_note": (
        "Den tynde streg er lagt ud fra forskellen i {since}: når den ikke når den hule cirkel, ligger "
        "ændringen uden for den statistiske usikkerhed. Vurderingen er desuden justeret for mange "
        "sammenligninger.",
        "The thin line is laid out from the gap in {since}: when it does not reach the open circle, the "
        "change is outside the statistical uncertainty. The verdict is also adjusted for many comparisons.",
    ),
    "gaps_axis": ("forskel i indekspoint", "gap in index points"),
    "area_above": ("området ligger over", "area is above"),
    "area_below": ("området ligger under", "area is below"),
    "ci_plural": ("{level} pct. sikkerhedsintervaller", "{level}% confidence intervals"),
    "criteria_title": (
        "{area}: afstand til ministeriets grænser",
        "{area}: distance to the ministry's thresholds",
    ),
    "criteria_subtitle": (
        "Almenboliglovens § {section}, listerne {since}–{until}. Streg: grænsen. Farvet: kriteriet opfyldt",
        "The Social Housing Act, § {section}, lists {since}–{until}. Line: the threshold. Coloured side: met",
    ),
    "criteria_note": (
        "{yes} opfyldt eller på listen · {no} ikke opfyldt eller ikke på listen · {cannot_say} kan ikke "
        "afgøres · – ingen liste. Højden er afstanden i pct. af grænsen; hele båndet er ±{most}, og det, der "
        "ligger længere ude, er vist ved kanten. Lodret streg: nye regler.",
        "{yes} met or on the list · {no} not met or not on the list · {cannot_say} cannot be decided · – no "
        "list. The height is the distance in per cent of the threshold; the band is ±{most}, and what lies "
        "further out is shown at its edge. Vertical line: new rules.",
    ),
    "criteria_figure": ("{value} pct. · kriterium: {side}", "{value} % · criterion: {side}"),
    "criteria_source": (
        "Grænser: almenboliglovens § 61 a og § 61 b.",
        "Thresholds: the Social Housing Act, § 61 a and § 61 b.",
    ),
    "rounding": (
        "Totaler stemmer ikke nødvendigvis, hvilket skyldes afrundinger.",
        "Totals may not add up because of rounding.",
    ),
}

OWN: Mapping[str, Mark] = {
    "better": Mark("▲", "good", ("bedre", "better")),
    "slightly_better": Mark("△", "good_light", ("lidt bedre", "slightly better")),
    "unchanged": Mark("=", "even", ("stort set uændret", "practically unchanged")),
    "slightly_worse": Mark("▽", "bad_light", ("lidt dårligere", "slightly worse")),
    "worse": Mark("▼", "bad", ("dårligere", "worse")),
    "undecided": Mark("?", "open", ("kan ikke afgøres", "cannot be decided")),
    "missing": Mark("–", "none", ("kan ikke opgøres", "cannot be calculated")),
    "hidden": Mark("×", "hidden", ("ikke vist", "not shown")),
}

GAP: Mapping[str, Mark] = {
    "smaller": Mark("▸◂", "good", ("mindre forskel", "smaller gap")),
    "slightly_smaller": Mark("▹◃", "good_light", ("lidt mindre forskel", "slightly smaller gap")),
    "unchanged": Mark("=", "even", ("samme forskel", "same gap")),
    "slightly_larger": Mark("◃▹", "bad_light", ("lidt større forskel", "slightly larger gap")),
    "larger": Mark("◂▸", "bad", ("større forskel", "larger gap")),
    "undecided": Mark("?", "open", ("kan ikke afgøres", "cannot be decided")),
    "no_gap": Mark("○", "even", ("lå ikke under", "was not behind")),
    "missing": Mark("–", "none", ("kan ikke opgøres", "cannot be calculated")),
    "hidden": Mark("×", "hidden", ("ikke vist", "not shown")),
}

VERDICTS: Mapping[str, Mark] = {
    "ambition_met": Mark(
        "▲", "good",
        ("bedre, og forskellen er mindre", "better, and the gap is smaller"),
        ("Området udvikler sig positivt, og forskellen til {reference} er blevet mindre. Det er den "
         "udvikling, som ambitionen beskriver.",
         "The area is improving and its gap to {reference} has become smaller. That is the development the "
         "ambition describes."),
    ),
    "better_gap_larger": Mark(
        "▲", "mixed",
        ("bedre, men de andre mere", "better, but the others more"),
        ("Området udvikler sig positivt, men {reference} er gået mere frem, så forskellen er vokset.",
         "The area is improving, but {reference} has improved more, so the gap has grown."),
    ),
    "better_gap_unchanged": Mark(
        "▲", "mixed",
        ("bedre, men samme forskel", "better, but the same gap"),
        ("Området udvikler sig positivt, og {reference} er fulgt med, så forskellen er stort set den samme.",
         "The area is improving and {reference} has kept pace, so the gap is practically the same."),
    ),
    "better_gap_undecided": Mark(
        "▲", "good_light",
        ("bedre; forskellen kan ikke afgøres", "better; the gap cannot be decided"),
        ("Området udvikler sig positivt. Om forskellen til {reference} er blevet mindre, kan ikke afgøres.",
         "The area is improving. Whether its gap to {reference} has become smaller cannot be decided."),
    ),
    "better_no_gap": Mark(
        "▲", "good_light",
        ("bedre; ingen forskel at mindske", "better; no gap to close"),
        ("Området udvikler sig positivt og lå i forvejen på niveau med eller over {reference}; der var ingen "
         "forskel at mindske.",
         "The area is improving and was already level with or above {reference}; there was no gap to close."),
    ),
    "gap_smaller_others_fell": Mark(
        "▽", "mixed",
        ("mindre forskel, men de andre faldt", "smaller gap, but the others fell"),
        ("Forskellen til {reference} er blevet mindre, uden at der er påvist fremgang i området: {reference} "
         "er gået tilbage. Det er ikke den udvikling, som ambitionen beskriver.",
         "The gap to {reference} has become smaller without any shown improvement in the area: {reference} "
         "has declined. That is not the development the ambition describes."),
    ),
    "undecided_gap_smaller": Mark(
        "?", "good_light",
        ("mindre forskel; egen udvikling kan ikke afgøres", "smaller gap; own development cannot be decided"),
        ("Forskellen til {reference} er blevet mindre, men om området selv er gået frem, kan ikke afgøres.",
         "The gap to {reference} has become smaller, but whether the area itself has improved cannot be "
         "decided."),
    ),
    "unchanged_gap_smaller": Mark(
        "=", "mixed",
        ("stort set uændret, mindre forskel", "practically unchanged, smaller gap"),
        ("Området står stort set stille, mens forskellen til {reference} er blevet mindre.",
         "The area is practically unchanged while its gap to {reference} has become smaller."),
    ),
    "worse_gap_larger": Mark(
        "▼", "bad",
        ("dårligere, og forskellen er større", "worse, and the gap is larger"),
        ("Området udvikler sig negativt, og forskellen til {reference} er vokset.",
         "The area is declining and its gap to {reference} has grown."),
    ),
    "worse_gap_undecided": Mark(
        "▼", "bad_light",
        ("dårligere; forskellen kan ikke afgøres", "worse; the gap cannot be decided"),
        ("Området udvikler sig negativt. Om forskellen til {reference} er vokset eller mindsket, kan ikke "
         "afgøres.",
         "The area is declining. Whether its gap to {reference} has grown or shrunk cannot be decided."),
    ),
    "worse_gap_unchanged": Mark(
        "▼", "bad_light",
        ("dårligere, men samme forskel", "worse, but the same gap"),
        ("Området udvikler sig negativt, og forskellen til {reference} er stort set den samme.",
         "The area is declining and its gap to {reference} is practically the same."),
    ),
    "worse_no_gap": Mark(
        "▼", "bad_light",
        ("dårligere; lå på niveau eller over", "worse; was level or above"),
        ("Området udvikler sig negativt, men fra et niveau på højde med eller over {reference}.",
         "The area is declining, but from a level equal to or above {reference}."),
    ),
    "undecided_gap_larger": Mark(
        "?", "bad_light",
        ("større forskel; egen udvikling kan ikke afgøres", "larger gap; own development cannot be decided"),
        ("Forskellen til {reference} er vokset, men om området selv er gået frem eller tilbage, kan ikke "
         "afgøres.",
         "The gap to {reference} has grown, but whether the area itself has improved or declined cannot be "
         "decided."),
    ),
    "unchanged_gap_larger": Mark(
        "=", "bad_light",
        ("stort set uændret, større forskel", "practically unchanged, larger gap"),
        ("Området står stort set stille, mens forskellen til {reference} er vokset.",
         "The area is practically unchanged while its gap to {reference} has grown."),
    ),
    "unchanged_gap_undecided": Mark(
        "=", "open",
        ("stort set uændret; forskellen kan ikke afgøres", "practically unchanged; gap cannot be decided"),
        ("Området står stort set stille. Om forskellen til {reference} er ændret, kan ikke afgøres.",
         "The area is practically unchanged. Whether its gap to {reference} has changed cannot be decided."),
    ),
    "unchanged": Mark(
        "=", "even",
        ("stort set uændret, samme forskel", "practically unchanged, same gap"),
        ("Både området og forskellen til {reference} er stort set uændret. Det er påvist, at en eventuel "
         "ændring er mindre end margenen.",
         "Both the area and its gap to {reference} are practically unchanged. It is shown that any change is "
         "smaller than the margin."),
    ),
    "unchanged_no_gap": Mark(
        "=", "even",
        ("stort set uændret; ingen forskel at mindske", "practically unchanged; no gap to close"),
        ("Området står stort set stille og lå i forvejen på niveau med eller over {reference}.",
         "The area is practically unchanged and was already level with or above {reference}."),
    ),
    "undecided": Mark(
        "?", "open",
        ("kan ikke afgøres", "cannot be decided"),
        ("Hverken udviklingen i området eller forskellen til {reference} kan afgøres: usikkerheden er for "
         "stor til at sige, om det går frem eller tilbage.",
         "Neither the development of the area nor its gap to {reference} can be decided: the uncertainty is "
         "too large to say whether things improve or decline."),
    ),
    "undecided_gap_unchanged": Mark(
        "?", "open",
        ("egen udvikling kan ikke afgøres, samme forskel", "own development cannot be decided, same gap"),
        ("Om området er gået frem eller tilbage, kan ikke afgøres, men forskellen til {reference} er stort "
         "set den samme.",
         "Whether the area has improved or declined cannot be decided, but its gap to {reference} is "
         "practically the same."),
    ),
    "undecided_no_gap": Mark(
        "?", "open",
        ("kan ikke afgøres; ingen forskel at mindske", "cannot be decided; no gap to close"),
        ("Om området er gået frem eller tilbage, kan ikke afgøres. Det lå i forvejen på niveau med eller "
         "over {reference}.",
         "Whether the area has improved or declined cannot be decided. It was already level with or above "
         "{reference}."),
    ),
    "missing": Mark(
        "–", "none",
        ("kan ikke opgøres", "cannot be calculated"),
        ("Udviklingen kan ikke opgøres: der mangler sammenlignelige tal.",
         "The development cannot be calculated: comparable figures are missing."),
    ),
    "hidden": Mark(
        "×", "hidden",
        ("ikke vist af hensyn til diskretion", "not shown, to protect confidentiality"),
        ("Tallene vises ikke af hensyn til diskretion.",
         "The figures are not shown, to protect confidentiality."),
    ),
}  # fmt: skip

# The ministry's criteria: names that can stand alone.
CRITERION: Mapping[str, Pair] = {
    "residents": ("antal beboere", "number of residents"),
    "outside_work": ("uden arbejde og uddannelse", "without work and education"),
    "convicted": ("dømte", "convicted"),
    "education": ("kun grundskole", "basic school only"),
    "education_or_unknown": ("kun grundskole eller uoplyst", "basic school only or unknown"),
    "income": ("bruttoindkomst", "gross income"),
    "non_western": ("fra ikkevestlige lande", "from non-western countries"),
}

CRITERIA_TEXTS: Mapping[str, Pair] = {
    "counted": (
        "{met} af {all} kriterier er opfyldt, og der kræves {need}",
        "{met} of {all} criteria are met, and {need} are required",
    ),
    "unknown": ("det vides ikke for: {names}", "it is not known of: {names}"),
    "short": ("området har under {count} beboere", "the area has fewer than {count} residents"),
    "besides": (
        "{name}: {value} {unit}, skal være {side}",
        "{name}: {value} {unit}, has to be {side}",
    ),
    ">": ("over {threshold}", "over {threshold}"),
    ">=": ("mindst {threshold}", "at least {threshold}"),
    "<": ("under {threshold}", "under {threshold}"),
    "listed": ("efter den offentliggjorte liste", "by the published list"),
    "row_yes": (
        "på listen {count} år i træk ({first}–{last})",
        "on the list {count} years in a row ({first}–{last})",
    ),
    "row_no": ("ikke på listen i {years}", "not on the list in {years}"),
    "row_unknown": ("listen kendes ikke for {years}", "the list is not known of {years}"),
    "down_to": (
        "{name} skal ned fra {value} til højst {threshold} {unit} ({change}).",
        "{name} has to come down from {value} to at most {threshold} {unit} ({change}).",
    ),
    "below": (
        "{name} skal ned fra {value} til under {threshold} {unit} (mere end {change}).",
        "{name} has to come down from {value} to under {threshold} {unit} (more than {change}).",
    ),
    "up_to": (
        "{name} skal op fra {value} til mindst {threshold} {unit} ({change}).",
        "{name} has to come up from {value} to at least {threshold} {unit} ({change}).",
    ),
    "newest": (
        "Står de tidligere år fast, skal det nyeste år ændre sig {window} gange så meget.",
        "If the earlier years stand, the newest year has to change {window} times as much.",
    ),
    "persons": (
        "I antal personer er det mindst {count} færre i det nyeste år, hvis grundlaget er uændret.",
        "In persons that is at least {count} fewer in the newest year, if the base is unchanged.",
    ),
}

# Meeting a criterion is what brings an area on a list, so it is the bad side.
MET: Mapping[str, Mark] = {
    "yes": Mark("▲", "bad", ("opfyldt", "met")),
    "no": Mark("○", "good", ("ikke opfyldt", "not met")),
    "cannot_say": Mark("?", "open", ("kan ikke afgøres", "cannot be decided")),
}

ON_LIST: Mapping[str, Mark] = {
    "yes": Mark("▲", "bad", ("ja", "yes")),
    "no": Mark("○", "good", ("nej", "no")),
    "cannot_say": Mark("?", "open", ("kan ikke afgøres", "cannot be decided")),
    "no_list": Mark("–", "none", ("ingen liste", "no list")),
}

TARGET: Mapping[str, Mark] = {
    "yes": Mark("▲", "good", ("nået", "met")),
    "no": Mark("▽", "bad", ("ikke nået", "not met")),
    "cannot_say": Mark("?", "open", ("kan ikke afgøres", "cannot be decided")),
}

TARGET_TEXTS: Mapping[str, Pair] = {
    "at_least": ("mindst {level}", "at least {level}"),
    "at_most": ("højst {level}", "at most {level}"),
    "above_country": ("over landsgennemsnittet", "above the national average"),
    "below_country": ("under landsgennemsnittet", "below the national average"),
    "at_least_above_country": (
        "mindst {level} over landsgennemsnittet",
        "at least {level} above the national average",
    ),
    "against": (" ({country})", " ({country})"),
    "verdict": ("Målet er {target}{against}: {met}", "The target is {target}{against}: {met}"),
    "now": ("{value} i {year}.", "{value} in {year}."),
    "moved": ("Fra {before} i {since} til {value} i {year} ({change}).",
              "From {before} in {since} to {value} in {year} ({change})."),
    "mean": ("Gennemsnit af {count} år.", "Mean of {count} years."),
    "lagged": ("Senest opgjort {year}.", "Last counted in {year}."),
    "gap": ("Forskellen til landet er gået fra {before} til {now}: {word}.",
            "The difference from the country has gone from {before} to {now}: {word}."),
    "not_available": ("ikke opgjort i {year}", "not available in {year}"),
    "no_window": ("der mangler år i gennemsnittet", "years of the mean are missing"),
    "no_country": ("landsgennemsnittet mangler", "the national average is missing"),
    "break": ("målet er sat før bruddet i serien i {year}", "the target was set before the break in {year}"),
    "broken": ("Der er brud i serien i {year}, så udviklingen kan ikke opgøres.",
               "The series is broken in {year}, so the development cannot be told."),
    "above": ("over landsgennemsnittet", "above the national average"),
    "below": ("under landsgennemsnittet", "below the national average"),
    "level": ("på niveau med landsgennemsnittet", "level with the national average"),
    "cases": (
        "{decided} afgjorte klagesager: {upheld} stadfæstet, {changed} ændret og {returned} hjemvist.",
        "{decided} complaints decided: {upheld} upheld, {changed} changed and {returned} sent back.",
    ),
    "no_cases": ("Ingen afgjorte klagesager.", "No complaints decided."),
    "overturned": ("Omgørelsesprocenten er {percent}.", "{percent} per cent were overturned."),
    "overturned_country": (
        "Omgørelsesprocenten er {percent} mod {country} i hele landet, {word}.",
        "{percent} per cent were overturned, against {country} in the country, {word}.",
    ),
}  # fmt: skip
