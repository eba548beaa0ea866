"""The headings of the columns of the released tables, and the words for the codes that stand in them."""

from __future__ import annotations

from social_balance.language.texts import GAP, OWN, VERDICTS, Lang, Pair, fill, say


def column_heading(name: str, lang: Lang = "da") -> str:
    """Return the heading of a column of the released tables.

    Parameters
    ----------
    name : str
        Name of the column in the table.
    lang : {"da", "en"}
        Language.

    Returns
    -------
    str
        The heading; a column that has none keeps its name.

    Examples
    --------
    >>> column_heading("narrowing_low")
    'indsnævring, nedre grænse'
    """
    # A name of its own goes before a stem with an ending.
    if name in _COLUMNS:
        return fill(_COLUMNS[name], lang)
    for ending, words in _ENDINGS.items():
        stem = name.removesuffix(ending)
        if stem != name and stem in _COLUMNS:
            return fill(_COLUMNS[stem], lang) + fill(words, lang)
    return name


def code_text(name: str, code: object, lang: Lang = "da") -> object:
    """Return the words for a code in a column of codes; anything else comes back as it is."""
    words = _CODES.get(name, {}).get(str(code))
    return fill(words, lang) if words else code


_COLUMNS: dict[str, Pair] = {
    "theme": ("tema", "theme"),
    "indicator": ("indikator", "indicator"),
    "title_da": ("titel", "title in Danish"),
    "title_en": ("titel på engelsk", "title"),
    "area": ("område", "area"),
    "year": ("år", "year"),
    "since": ("fra år", "from year"),
    "until": ("til år", "to year"),
    "as_of": ("senest opgjort", "last counted"),
    "value": ("værdi", "value"),
    "base": ("grundlag (antal)", "base (number)"),
    "positive": ("tæller (antal)", "numerator (number)"),
    "unit": ("enhed", "unit"),
    "source": ("kilde", "source"),
    "model": ("usikkerhedsmodel", "model of uncertainty"),
    "direction": ("retning", "direction"),
    "direction_word": ("udvikling i ord", "direction in words"),
    "direction_check": ("ord mod prøve", "word against test"),
    "status": ("status", "status"),
    "hidden": ("ikke vist", "not shown"),
    "thin": ("usikkert grundlag", "thin base"),
    "score": ("score (0–100)", "score (0–100)"),
    "comparable": ("sammenlignelig over tid", "comparable over time"),
    "reference": ("henvisning", "reference"),
    "weight": ("vægt", "weight"),
    "weight_present": ("vægt til stede", "weight present"),
    "n_indicators": ("antal indikatorer", "number of indicators"),
    "in_index": ("indgår i indeks", "in the index"),
    "order": ("rækkefølge", "order"),
    "effect_goal": ("effektmål", "effect goal"),
    "margin": ("margen", "margin"),
    "note": ("note", "note"),
    "ours": ("eget forslag", "own proposal"),
    "development": ("udvikling", "development"),
    "reference_development": ("udvikling i referencen", "development in the reference"),
    "whole_development": ("udvikling i hele kommunen", "development in the municipality"),
    "reference_own": ("vurdering af referencens udvikling", "verdict on the reference"),
    "own": ("vurdering af egen udvikling", "verdict on own development"),
    "state": ("vurdering", "verdict"),
    "gap": ("forskel", "gap"),
    "narrowing": ("indsnævring", "narrowing"),
    "gap_state": ("vurdering af forskellen", "verdict on the gap"),
    "verdict": ("samlet vurdering", "joint verdict"),
    "certain": ("sikkerhed", "certainty"),
    "contribution": ("bidrag", "contribution"),
    "since_value": ("værdi fra år", "value in the first year"),
    "until_value": ("værdi til år", "value in the last year"),
    "se": ("standardfejl", "standard error"),
    "df": ("frihedsgrader", "degrees of freedom"),
    "effective_base": ("effektivt grundlag", "effective base"),
    "deff": ("designeffekt", "design effect"),
    "reason": ("begrundelse", "reason"),
    "level": ("niveau", "level"),
    "n_counting": ("antal indikatorer i alt", "number of indicators in all"),
    "note_en": ("note på engelsk", "note in English"),
    "word": ("udvikling i ord", "direction in words"),
    "reference_since": ("indeks i referencen fra år", "index of the reference in the first year"),
    "reference_until": ("indeks i referencen til år", "index of the reference in the last year"),
    "whole_own": ("vurdering af hele kommunens udvikling", "verdict on the municipality"),
    "low": ("nedre grænse", "lower limit"),
    "high": ("øvre grænse", "upper limit"),
    "p": ("p-værdi", "p value"),
    "p_adjusted": ("justeret p-værdi", "adjusted p value"),
}

_ENDINGS: dict[str, Pair] = {
    "_se": (", standardfejl", ", standard error"),
    "_low": (", nedre grænse", ", lower limit"),
    "_high": (", øvre grænse", ", upper limit"),
    "_p_adjusted": (", justeret p-værdi", ", adjusted p value"),
    "_p": (", p-værdi", ", p value"),
    "_since": (" fra år", " in the first year"),
    "_until": (" til år", " in the last year"),
    "_since_low": (" fra år, nedre grænse", " in the first year, lower limit"),
    "_since_high": (" fra år, øvre grænse", " in the first year, upper limit"),
    "_until_low": (" til år, nedre grænse", " in the last year, lower limit"),
    "_until_high": (" til år, øvre grænse", " in the last year, upper limit"),
}

_STATUS: dict[str, Pair] = {
    "ok": ("opgjort", "calculated"),
    "empty": ("ingen svar", "no answers"),
    "missing": ("mangler", "missing"),
    "hidden": (say("hidden"), say("hidden", "en")),
    "single": ("kun én i grundlaget", "only one in the base"),
    "not_available": ("ikke opgjort", "not available"),
    "not_defined": ("ikke målt dette år", "not measured this year"),
    "not_positive": ("en score er 0 eller derunder", "a score is 0 or below"),
    "no_variance": ("usikkerheden er ukendt", "the uncertainty is not known"),
}

_CODES: dict[str, dict[str, Pair]] = {
    "whole_own": {code: mark.short for code, mark in OWN.items()},
    "level": {"area": ("område", "area"), "whole": ("kommune", "municipality")},
    "own": {code: mark.short for code, mark in OWN.items()},
    "reference_own": {code: mark.short for code, mark in OWN.items()},
    "state": {code: mark.short for code, mark in OWN.items()},
    "gap_state": {code: mark.short for code, mark in GAP.items()},
    "verdict": {code: mark.short for code, mark in VERDICTS.items()},
    "direction_check": {
        "agrees": ("samme", "the same"),
        "other_size": ("anden størrelse", "another size"),
        "not_confirmed": ("ikke bekræftet", "not confirmed"),
        "contradicts": ("modsagt", "contradicted"),
    },
    "status": _STATUS,
    "source": {
        "survey": ("borgerundersøgelse", "survey"),
        "register": ("register", "register"),
        "count": ("optælling", "count"),
    },
    "model": {
        "survey": ("stikprøve", "sample"),
        "census": ("fuld opgørelse", "full count"),
        "superpopulation": ("superpopulation", "superpopulation"),
        "bootstrap": ("bootstrap", "bootstrap"),
        "conservative counts": (
            "superpopulation af tabeller; år og indikatorer regnes for uafhængige",
            "superpopulation from tables; years and indicators taken as independent",
        ),
    },
    "direction": {
        "higher_is_better": ("højere er bedre", "higher is better"),
        "lower_is_better": ("lavere er bedre", "lower is better"),
        "context": ("kun baggrund", "context only"),
    },
}
