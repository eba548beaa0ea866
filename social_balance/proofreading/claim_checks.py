"""Remarks on what figures cannot show: that nothing changed, or what was the cause."""

from __future__ import annotations

from collections.abc import Iterator

from social_balance.proofreading.remarks import Remark
from social_balance.proofreading.scene import Scene

_OUTCOMES = ("rise_verbs", "fall_verbs", "rise_nouns", "fall_nouns", "better")


def check_significance(scene: Scene) -> Iterator[Remark]:
    """Say where a difference that is not significant is told as none.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> text = "Ændringen er ikke signifikant, og trygheden er derfor uændret."
    >>> [r.kind for r in check_significance(Scene(read_sentence(text, lexicon_of("da"))))]
    ['not_significant']
    """
    sentence = scene.sentence
    if not sentence.has("told_unchanged") or sentence.has("not_told"):
        return
    here = sentence.has("not_significant")
    above = scene.above.sentence if scene.above else None
    # "It is therefore unchanged" goes on from the sentence above.
    follows = (
        above is not None and above.has("not_significant") and not above.has("not_told") and _goes_on(scene)
    )
    if here or follows:
        yield Remark("not_significant", "medium", "not_significant")


def check_causes(scene: Scene) -> Iterator[Remark]:
    """Say where a cause is claimed that figures alone do not show.

    Examples
    --------
    >>> from social_balance.proofreading.lexicon import lexicon_of
    >>> from social_balance.proofreading.skeleton import read_sentence
    >>> texts = ["Indsatsen har bidraget til faldet.", "Indsatsen skal bidrage til et fald."]
    >>> [len(list(check_causes(Scene(read_sentence(text, lexicon_of("da")))))) for text in texts]
    [1, 0]
    """
    sentence = scene.sentence
    if sentence.has("hedges", "not_cause"):
        return
    if sentence.has("causes") or (sentence.has("weak_causes") and sentence.has(*_OUTCOMES)):
        yield Remark("cause", "medium", "cause")


def _goes_on(scene: Scene) -> bool:
    return bool(
        scene.sentence.lexicon.pattern("^[^«»]{0,12}?<anaphora>|<and_so>|<therefore>").search(
            scene.sentence.skeleton
        )
    )
