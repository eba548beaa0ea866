"""Remarks on how numbers and dates are written: decimal marks and forms of dates that are mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from social_balance.proofreading.calendar import Moment
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.remarks import Certainty, Remark
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.skeleton import Sentence

_LABEL = 60  # a shorter passage with a date is a label, such as "Dato: 14.05.2024"


def check_decimal_marks(scene: Scene) -> Iterator[Remark]:
    """Say where a number has the decimal mark of another language.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> scene = Scene(read_sentence("Fra 72.5 procent til 70,0 procent.", lexicon_of("da")))
    >>> [remark.values["found"] for remark in check_decimal_marks(scene)]
    ['72.5 procent']
    """
    sentence = scene.sentence
    own = re.escape(sentence.lexicon.decimal)
    other = re.escape(sentence.lexicon.thousands)
    foreign = re.compile(rf"\d{other}\d{{1,2}}(?!\d)|\d{own}\d{{3}}{other}\d|\d{other}\d{{4,}}")
    grouped = re.compile(rf"\d{{1,3}}(?:{own}\d{{3}})+(?![\d{own}{other}])")
    for quantity in sentence.all_quantities:
        certainty: Certainty = "high" if quantity.unit != "number" else "medium"
        if foreign.search(quantity.text):
            if quantity.unit == "number" and quantity.start == 0:
                continue  # the number of a section
            yield Remark("decimal_mark", certainty, "decimal_mark", {"found": quantity.text})
        elif grouped.match(quantity.text) and _counts_things(quantity):
            yield Remark("decimal_mark", "medium", "decimal_mark", {"found": f"{quantity.text} {quantity.noun}"})


def check_date_forms(scenes: Sequence[Scene]) -> Iterator[Remark]:
    """Say once of each form of date that a paper writes its dates otherwise as well.

    Dates in brackets and in labels are references and may be in figures where the prose names the month.
    """
    dates = [(scene, moment) for scene in scenes for moment in _prose_dates(scene.sentence)]
    forms: dict[str, list[tuple[Scene, Moment]]] = {}
    for scene, moment in dates:
        forms.setdefault(moment.form, []).append((scene, moment))
    if len(forms) < 2:
        return
    usual = max(forms, key=lambda form: (len(forms[form]), form))
    for form, uses in forms.items():
        if form == usual:
            continue
        scene, moment = uses[0]
        named = {form, usual} & {"named", "month_first"}
        certainty: Certainty = "low" if named else "medium"
        values = {"found": moment.text, "other": forms[usual][0][1].text}
        yield Remark("date_form", certainty, "date_form", values).at(scene.sentence.text, scene.spot)


def _counts_things(quantity: Quantity) -> bool:
    return quantity.unit == "number" and len(quantity.noun) > 3 and not quantity.text.startswith("0")


def _prose_dates(sentence: Sentence) -> Iterator[Moment]:
    in_brackets = [match.span() for match in re.finditer(r"\([^()]*\)", sentence.text)]
    for moment in sentence.moments:
        if moment.form == "period" or not moment.key:
            continue
        inside = any(start < moment.start < end for start, end in in_brackets)
        if not inside and len(sentence.text) >= _LABEL or moment.form in ("iso", "dashed"):
            yield moment
