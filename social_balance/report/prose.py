"""The sentences of the report, Danish beside English; the names in braces are filled in from the release."""

from __future__ import annotations

from social_balance.language.texts import Lang, Pair, fill


def tell(key: str, lang: Lang, **values: object) -> str:
    """Return one sentence of the report with its names filled in."""
    return fill(PROSE[key], lang, **values)


PROSE: dict[str, Pair] = {
    # Headings
    "summary": ("Resumé", "Summary"),
    "guide": ("Læsevejledning", "How to read the report"),
    "positive": ("Positiv udvikling", "Positive development"),
    "mixed": ("Blandet udvikling", "Mixed development"),
    "other": ("Negativ eller uafklaret udvikling", "Negative or undecided development"),
    "gaps": ("Forskellene", "The gaps"),
    "conclusions": ("Overordnede konklusioner", "Overall conclusions"),
    "method": ("Om data og metode", "About data and method"),
    "contents": ("Indhold", "Contents"),
    "skip": ("Gå til indholdet", "Skip to the content"),
    "banner": (
        "Opdigtede data: tallene beskriver ingen virkelige mennesker eller områder.",
        "Invented data: the figures describe no real people or areas.",
    ),
    "subtitle": ("{municipality}, {since}–{until}", "{municipality}, {since}–{until}"),
    # Summary
    "summary_scope": (
        "Årsstatus følger {themes} temaer i {areas} og sammenligner dem med {reference}. Opgørelsen "
        "dækker udviklingen fra {since} til {until}. Hvert tema har et indeks fra 0 til 100, hvor højere er "
        "bedre.",
        "The Årsstatus follows {themes} themes in {areas} and compares them with {reference}. It covers the "
        "development from {since} to {until}. Every theme has an index from 0 to 100, where higher is "
        "better.",
    ),
    "summary_met": ("Ambitionen er opfyldt", "The ambition is met"),
    "summary_met_text": (
        "i {count} af {all} vurderinger: området udvikler sig positivt, og forskellen til {reference} er "
        "blevet mindre.{where}",
        "in {count} of {all} verdicts: the area is improving and its gap to {reference} has become "
        "smaller.{where}",
    ),
    "summary_trap": ("Fremgang uden mindre forskel", "Improvement without a smaller gap"),
    "summary_trap_text": (
        "er påvist i {count} af {all} vurderinger: området udvikler sig positivt, men {reference} er gået "
        "lige så meget eller mere frem.{where}",
        "is shown in {count} of {all} verdicts: the area is improving, but {reference} has improved as much "
        "or more.{where}",
    ),
    "summary_worse": ("Tilbagegang", "Decline"),
    "summary_worse_text": (
        "i området er påvist i {count} af {all} vurderinger.{where}",
        "in the area is shown in {count} of {all} verdicts.{where}",
    ),
    "summary_open": ("Kan ikke afgøres", "Cannot be decided"),
    "summary_open_text": (
        "gælder områdets egen udvikling i {count} af {all} vurderinger. Det betyder 'ved ikke' og ikke, at "
        "intet er ændret.",
        "holds for the area's own development in {count} of {all} verdicts. It means 'not known', not that "
        "nothing has changed.",
    ),
    "where": (" Det gælder {cells}.", " These are {cells}."),
    "cell": ("{theme} i {area}", "{theme} in {area}"),
    "verdict_counts": (
        "Samlede vurderinger efter område (antal temaer)",
        "Joint verdicts by area (number of themes)",
    ),
    "verdict_head": ("Vurdering", "Verdict"),
    "total": ("I alt", "Total"),
    "claim_lead": ("Den samlede ambition.", "The ambition as a whole."),
    "claim_text": (
        "Påstanden er: {claim} Nulhypotesen, som data skal kunne afvise, er: {null} {tests} {outcome}",
        "The claim is: {claim} The null hypothesis, which the data would have to reject, is: {null} "
        "{tests} {outcome}",
    ),
    "claim_holds": (
        "Nulhypotesen kan afvises på {alpha} procents niveau{p}, så påstanden er påvist.",
        "The null hypothesis can be rejected at the {alpha} per cent level{p}, so the claim is shown.",
    ),
    "claim_open": (
        "Nulhypotesen kan ikke afvises på {alpha} procents niveau{p}, så påstanden er ikke påvist. Hver "
        "enkelt prøve skal holde, for at den samlede påstand gør det.",
        "The null hypothesis cannot be rejected at the {alpha} per cent level{p}, so the claim is not shown. "
        "Every single test has to hold for the whole claim to hold.",
    ),
    "claim_tests": (
        "{shown} af {tests} enkeltprøver viser en forbedring.",
        "{shown} of {tests} single tests show an improvement.",
    ),
    "claim_untested": (
        "{count} kan ikke prøves, fordi tallene mangler.",
        "{count} cannot be tested: figures are missing.",
    ),
    "adjust_bh": ("Benjamini-Hochberg", "Benjamini-Hochberg"),
    "adjust_holm": ("Holm", "Holm"),
    "adjust_max_t": ("fordelingen af det største |t|", "the distribution of the largest |t|"),
    "adjust_max_t_stepdown": (
        "fordelingen af det største |t|, trin for trin",
        "the distribution of the largest |t|, step by step",
    ),
    "adjust_none": ("ingen justering", "no adjustment"),
    # Reading guide: lead and text
    "guide_index": ("Indeks.", "Index."),
    "guide_index_text": (
        "Hver indikator regnes om til en score fra 0 til 100 ud fra et fast værste og bedste niveau, så "
        "højere altid er bedre. Temaets indeks er det vægtede gennemsnit af scorerne. Indekset kan "
        "sammenlignes over tid, men ikke mellem temaer.",
        "Every indicator is turned into a score from 0 to 100 by a fixed worst and best level, so higher is "
        "always better. The index of a theme is the weighted mean of the scores. It can be compared over "
        "time but not between themes.",
    ),
    "guide_gap": ("Forskel.", "Gap."),
    "guide_gap_text": (
        "Forskellen er indekset i {reference} minus indekset i området. Et positivt tal betyder, at området "
        "ligger under. Indsnævringen er forskellen i {since} minus forskellen i {until}; et positivt tal "
        "betyder, at forskellen er blevet mindre.",
        "The gap is the index of {reference} minus the index of the area. A positive figure means that the "
        "area is below. The narrowing is the gap in {since} minus the gap in {until}; a positive figure "
        "means that the gap has become smaller.",
    ),
    "guide_trap": ("To spørgsmål på én gang.", "Two questions at once."),
    "guide_trap_text": (
        "Et område kan udvikle sig positivt, samtidig med at forskellen vokser, fordi de andre går mere "
        "frem. Forskellen kan også blive mindre, alene fordi de andre går tilbage. Derfor vurderes områdets "
        "egen udvikling og forskellen hver for sig, og den samlede vurdering siger begge dele.",
        "An area can improve while its gap grows because the others improve more. The gap can also become "
        "smaller only because the others decline. So the area's own development and the gap are judged "
        "separately, and the joint verdict says both.",
    ),
    "guide_certainty": ("Sikkerhed.", "Certainty."),
    "guide_certainty_text": (
        "Tal fra spørgeskemaer bygger på en stikprøve og har et {level} pct. sikkerhedsinterval. Registertal "
        "er fulde opgørelser: uden interval er de et faktum om perioden; med interval gælder de den risiko, "
        "som ligger bag tallene, og som også rummer tilfældige udsving. De enkelte vurderinger bruger "
        "p-værdier, der er justeret for, at der er mange ({adjust}).",
        "Figures from questionnaires rest on a sample and have a {level}% confidence interval. Register "
        "figures are full counts: without an interval they are a fact about the period; with one they are "
        "about the risk behind the figures, which chance moves as well. The single verdicts use p values "
        "adjusted for there being many ({adjust}).",
    ),
    "guide_open": ("Kan ikke afgøres.", "Cannot be decided."),
    "guide_open_text": (
        "Usikkerheden er for stor til at sige, om det går frem eller tilbage. Det betyder 'ved ikke'. Det "
        "betyder ikke, at intet er ændret.",
        "The uncertainty is too large to say whether things improve or decline. It means 'not known'. It "
        "does not mean that nothing has changed.",
    ),
    "guide_margin": ("Stort set uændret og 'lidt'.", "Practically unchanged and 'slightly'."),
    "guide_margin_text": (
        "'Stort set uændret' bruges kun, når det er påvist, at ændringen ligger inden for en margen på "
        "±{margin} indekspoint. 'Lidt bedre' og 'lidt dårligere' er ændringer, der er sikre, men ligger "
        "inden for margenen.",
        "'Practically unchanged' is used only when the change is shown to lie within a margin of ±{margin} "
        "index points. 'Slightly better' and 'slightly worse' are changes that are certain but within the "
        "margin.",
    ),
    "guide_no_gap": ("Ingen forskel at mindske.", "No gap to close."),
    "guide_no_gap_text": (
        "Området lå allerede i {since} på niveau med eller over {reference}. Det tælles ikke som en succes, "
        "fordi der ikke var noget at indhente.",
        "The area was already level with or above {reference} in {since}. It is not counted as a success, "
        "because there was nothing to catch up.",
    ),
    "guide_hidden": ("Ikke vist.", "Not shown."),
    "guide_hidden_text": (
        "Tal, der bygger på færre end {floor} personer, vises ikke af hensyn til diskretion, og det samme "
        "gælder tal, som de kunne regnes ud af.",
        "Figures that rest on fewer than {floor} persons are not shown, to protect confidentiality, and "
        "neither are figures that would give them away.",
    ),
    "guide_causes": ("Årsager.", "Causes."),
    "guide_causes_text": (
        "Rapporten beskriver, hvad der er sket. Den kan ikke vise, hvad der er årsag til det.",
        "The report describes what has happened. It cannot show what caused it.",
    ),
    "guide_ours": ("Valg, der er vores.", "Choices that are ours."),
    "guide_ours_text": (
        "Ingen offentlige papirer fastlægger formlen for indekset, værste og bedste niveau, vægtene, "
        "margenen, justeringen eller hvilket tema der hører til hvilket effektmål. De valg er truffet her og "
        "kan ændres i definitionerne og konfigurationen.",
        "No public paper fixes the formula of the index, the worst and best levels, the weights, the margin, "
        "the adjustment or which theme belongs to which effect goal. Those choices are made here and can be "
        "changed in the definitions and the configuration.",
    ),
    "signs": ("Tegnene i figurer og tabeller", "The signs in figures and tables"),
    "sign_head": ("Tegn", "Sign"),
    "sign_own": ("Egen udvikling", "Own development"),
    "sign_gap": ("Forskellen til {reference}", "The gap to {reference}"),
    # Sorting of the themes
    "rule_positive": (
        "Her står de temaer, hvor indekset er påvist bedre eller lidt bedre i alle områder og i {whole}.",
        "Here are the themes whose index is shown better or slightly better in every area and in {whole}.",
    ),
    "rule_mixed": (
        "Her står de temaer, hvor indekset er påvist bedre eller lidt bedre mindst ét sted, men ikke alle "
        "steder: områderne og {whole} regnes med.",
        "Here are the themes whose index is shown better or slightly better somewhere but not everywhere: "
        "the areas and {whole} count.",
    ),
    "rule_other": (
        "Her står de temaer, hvor indekset hverken i områderne eller i {whole} er påvist bedre.",
        "Here are the themes whose index is not shown better in any area nor in {whole}.",
    ),
    "no_themes": ("Ingen temaer hører til her i denne opgørelse.", "No theme belongs here in this report."),
    # One theme
    "goal": ("Effektmål (vores placering): {goal}.", "Effect goal (our placing): {goal}."),
    "theme_table": (
        "{theme}: indeks, udvikling og forskel (indekspoint)",
        "{theme}: index, development and gap (index points)",
    ),
    "indicator_table": ("{theme}: indikatorerne", "{theme}: the indicators"),
    "parts_table": (
        "{theme}: indikatorernes bidrag til udviklingen {since}–{until} (indekspoint)",
        "{theme}: the indicators' contributions to the development {since}–{until} (index points)",
    ),
    "area_head": ("Område", "Area"),
    "indicator_head": ("Indikator og område", "Indicator and area"),
    "part_head": ("Indikator", "Indicator"),
    "development_head": ("Udvikling", "Development"),
    "gap_head": ("Forskel {year}", "Gap {year}"),
    "narrowing_head": ("Indsnævring", "Narrowing"),
    "change_in": ("ændring i {unit}", "change in {unit}"),
    "change_head": ("Ændring", "Change"),
    "base_head": ("Grundlag {year}", "Base {year}"),
    "remark_head": ("Bemærkning", "Remark"),
    "table_note": (
        "I parentes: {level} pct. sikkerhedsinterval. Forskel: {reference} minus området; positivt tal "
        "betyder, at området ligger under.",
        "In brackets: {level}% confidence interval. Gap: {reference} minus the area; a positive figure means "
        "that the area is below.",
    ),
    "table_note_census": (
        "Fuld opgørelse uden stikprøveusikkerhed. Forskel: {reference} minus området; positivt tal betyder, "
        "at området ligger under.",
        "Full count without sampling error. Gap: {reference} minus the area; a positive figure means that "
        "the area is below.",
    ),
    "base_note": (
        "Grundlag: antal personer eller svar, uvægtet. {ci}",
        "Base: number of persons or answers, unweighted. {ci}",
    ),
    "ci_brackets": (
        "I parentes: {level} pct. sikkerhedsinterval.",
        "In brackets: {level}% confidence interval.",
    ),
    "thin": ("usikkert grundlag", "thin base"),
    "not_comparable": ("kan ikke sammenlignes over tid", "cannot be compared over time"),
    "not_in_index": (
        "Indgår ikke i indekset: {names}.",
        "Not part of the index: {names}.",
    ),
    "not_comparable_note": (
        "Kan ikke sammenlignes over tid: {names}.",
        "Cannot be compared over time: {names}.",
    ),
    "redrawn_note": (
        "{area} er afgrænset på en ny måde fra {year} ({parts}); årene før og efter kan ikke sammenlignes.",
        "{area} is drawn otherwise from {year} ({parts}); the years before and after cannot be compared.",
    ),
    "method_drawn": ("Områderne.", "The areas."),
    "method_drawn_text": (
        "Alle år er opgjort på områderne, som de var afgrænset i {year}.",
        "All years are counted on the areas as they were drawn in {year}.",
    ),
    "method_tables": ("Tabeller med antal.", "Tables of counts."),
    "method_tables_text": (
        "Regnet af tabeller med antal og ikke af personer: {titles}. I en tabel kan ingen se, at de "
        "samme beboere er der år efter år. Usikkerheden på en ændring er derfor som regel sat for højt, og "
        "på et gennemsnit af flere år så højt, som den kan være. Ingen kan heller se, hvem der tæller med i "
        "flere indikatorer, så usikkerheden på et indeks er som regel sat for lavt.",
        "Made of tables of counts and not of persons: {titles}. In a table nobody can see that the same "
        "residents are there year after year. The uncertainty of a change is therefore as a rule put too "
        "high, and that of a mean of several years as high as it can be. Nor can anybody see who counts "
        "under several indicators, so the uncertainty of an index is as a rule put too low.",
    ),
    "newest": ("senest opgjort {year}", "last counted in {year}"),
    "carried": ("{year} er tallet fra {newest}", "{year} is the figure of {newest}"),
    "lag_note": (
        "{title} er ikke opgjort for {year}; senest opgjort {newest}.",
        "{title} is not available for {year}; last counted in {newest}.",
    ),
    "lag_never": (
        "{title} er ikke opgjort for {year} eller tidligere.",
        "{title} is not available for {year} or earlier.",
    ),
    "lag_carried": (
        "{title} er ikke opgjort for {year}; i stedet står det senest opgjorte tal, som er fra {newest}.",
        "{title} is not available for {year}; the newest figure, from {newest}, stands in its place.",
    ),
    "index_count": ("Antal indikatorer i indekset: {least}.", "Indicators in the index: {least}."),
    "index_count_range": (
        "Antal indikatorer i indekset: {least} til {most}, afhængigt af område og år.",
        "Indicators in the index: {least} to {most}, depending on area and year.",
    ),
    # Gaps and "løbende"
    "gaps_intro": (
        "Ambitionen er, at forskellen mellem områderne og {reference} løbende bliver mindre. Figuren viser "
        "forskellen i {since} og {until} for hvert tema.",
        "The ambition is that the gap between the areas and {reference} becomes smaller all the time. The "
        "figure shows the gap in {since} and {until} for every theme.",
    ),
    "one_pair": (
        "Der er to målinger, så 'løbende' kan her kun vurderes for perioden som helhed.",
        "There are two measurements, so 'all the time' can here only be judged for the period as a whole.",
    ),
    "pairs_table": (
        "Indsnævring af forskellen fra måling til måling (indekspoint)",
        "Narrowing of the gap from one measurement to the next (index points)",
    ),
    # Conclusions
    "conclusion_area": ("{own} {gap}", "{own} {gap}"),
    "conclusion_own": ("Egen udvikling: {groups}.", "Own development: {groups}."),
    "conclusion_gap": ("Forskellen til {reference}: {groups}.", "The gap to {reference}: {groups}."),
    "group": ("{label} i {count} ({names})", "{label} in {count} ({names})"),
    "conclusion_end": (
        "Vurderingerne beskriver perioden {since}–{until} og siger ikke noget om årsager eller om, hvordan "
        "det går efter {until}.",
        "The verdicts describe the period {since}–{until} and say nothing about causes or about what happens "
        "after {until}.",
    ),
    # Data and method
    "method_sources": ("Kilder.", "Sources."),
    "method_reference": ("Sammenligning.", "Comparison."),
    "method_reference_text": (
        "Områderne sammenlignes med {reference}. {whole} er helheden, som områderne er en del af, og "
        "vises ved siden af.",
        "The areas are compared with {reference}. {whole} is the whole of which the areas are part, "
        "and is shown beside them.",
    ),
    "method_test": ("Vurdering.", "Verdicts."),
    "method_test_text": (
        "Prøverne bruger niveauet {alpha} procent, og p-værdierne justeres med {adjust}, i én familie for "
        "udviklinger og én for indsnævringer. Margenen er ±{margin} indekspoint, hvor temaet ikke har sin "
        "egen.",
        "The tests use the {alpha} per cent level, and the p values are adjusted by {adjust}, in one family "
        "for developments and one for narrowings. The margin is ±{margin} index points unless the theme has "
        "its own.",
    ),
    "method_floor": ("Diskretion.", "Confidentiality."),
    "method_rounding": ("Afrunding.", "Rounding."),
    "method_rounding_text": (
        "Tal er afrundet hver for sig. {rounding}",
        "Every figure is rounded by itself. {rounding}",
    ),
    "method_effect": ("Effektmål.", "Effect goals."),
    "method_effect_text": (
        "Ingen offentlige papirer siger, hvilket tema der hører til hvilket effektmål. Placeringen i "
        "tabellen er vores antagelse.",
        "No public paper says which theme belongs to which effect goal. The placing in the table is our "
        "assumption.",
    ),
    "effect_table": ("Temaer og effektmål (vores placering)", "Themes and effect goals (our placing)"),
    "theme_head": ("Tema", "Theme"),
    "effect_head": ("Effektmål", "Effect goal"),
    "margin_head": ("Margen (point)", "Margin (points)"),
    "definitions_table": ("Indikatorerne og deres definition", "The indicators and their definitions"),
    "source_head": ("Kilde", "Source"),
    "unit_head": ("Enhed", "Unit"),
    "direction_head": ("Retning", "Direction"),
    "weight_head": ("Vægt", "Weight"),
    "reference_head": ("Henvisning", "Reference"),
    "ours": ("eget forslag", "own proposal"),
    "definitions_note": (
        "'Eget forslag' er indikatorer, som ikke bygger på en offentliggjort opgørelse. En vægt på 0 "
        "betyder, at indikatoren ikke indgår i indekset.",
        "'Own proposal' marks indicators that do not rest on a published practice. A weight of 0 means that "
        "the indicator is not part of the index.",
    ),
}
