"""Remarks on how numbers and dates are written: decimal marks and forms of dates that are mixed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from social_balance.proofreading.calendar import Moment
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.remarks import Certainty, Remark, certainty_if
from social_balance.proofreading.scene import Scene
from social_balance.proofreading.skeleton import Sentence

# Three digits after a mark are thousands, any other number of them decimals.
_DECIMALS = re.compile(r"\d([.,])(?:\d{1,2}|\d{4,})(?!\d)(?!.*\d[.,]\d)")
_THOUSANDS = re.compile(r"[+−–-]?\s?[1-9]\d{0,2}([.,])\d{3}(?![\d.,])")
_FEW = 2  # so many numbers with another language's mark are a slip, more are the paper's own way
_LABEL = 60  # a shorter passage with a date is a label, such as "Dato: 14.05.2024"


def check_decimal_marks(scenes: Sequence[Scene]) -> Iterator[Remark]:
    """Say where a number has another decimal mark than most numbers of the paper.

    Where the two are as many, the language of the paper decides which is the other.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> scene = Scene(read_sentence("Fra 72.5 procent til 70,0 procent.", lexicon_of("da")))
    >>> [remark.values["found"] for remark in check_decimal_marks([scene])]
    ['72.5 procent']
    """
    marks = [
        (scene, quantity, mark)
        for scene in scenes
        for quantity in scene.sentence.all_quantities
        if (mark := _decimal_mark_of(quantity, scene.sentence))
    ]
    if not marks:
        return
    counts = Counter(mark for _, _, mark in marks)
    own = scenes[0].sentence.lexicon.decimal
    usual = max(counts, key=lambda mark: (counts[mark], mark == own))
    if len(counts) == 1 and (usual == own or counts[usual] > _FEW):
        return
    if len(counts) == 1:
        usual = own
    for scene, quantity, mark in marks:
        if mark != usual:
            certainty = certainty_if(len(counts) > 1 and quantity.unit != "number")
            found = f"{quantity.text} {quantity.noun}".strip()
            remark = Remark("decimal_mark", certainty, "decimal_mark", {"found": found})
            yield remark.at(scene.sentence.text, scene.spot)


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
        certainty: Certainty = "medium"
        if {form, usual} & {"named", "month_first"}:
            certainty = "low"
        values = {"found": moment.text, "other": forms[usual][0][1].text}
        yield Remark("date_form", certainty, "date_form", values).at(scene.sentence.text, scene.spot)


def _decimal_mark_of(quantity: Quantity, sentence: Sentence) -> str:
    """Return the decimal mark that a number was written with, as far as it shows; "" where it does not."""
    found = _DECIMALS.search(quantity.text)
    if found:
        # What may be a version or a section is not judged.
        is_plain = quantity.unit == "number"
        named = re.search(r"[A-ZÆØÅ][\w.]*\s$", sentence.text[: quantity.start])
        return "" if is_plain and (named or quantity.start == 0) else found[1]
    groups = _THOUSANDS.match(quantity.text)
    if groups and _counts_things(quantity):
        return {".": ",", ",": "."}[groups[1]]
    return ""


def _counts_things(quantity: Quantity) -> bool:
    return quantity.unit == "number" and len(quantity.noun) > 3 and not quantity.text.startswith("0")


def _prose_dates(sentence: Sentence) -> Iterator[Moment]:
    in_brackets = [match.span() for match in re.finditer(r"\([^()]*\)", sentence.text)]
    for moment in sentence.moments:
        if moment.form == "period" or not moment.key:
            continue
        inside = any(start < moment.start < end for start, end in in_brackets)
        if (not inside and len(sentence.text) >= _LABEL) or moment.form in ("iso", "dashed"):
            yield moment
