"""What a check of a sentence is given: the sentence, the one above it, and the paper's own date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from social_balance.proofreading.changes import Change, Told, find_changes, find_told
from social_balance.proofreading.paper import Spot
from social_balance.proofreading.quantities import Quantity
from social_balance.proofreading.skeleton import Sentence


@dataclass(frozen=True)
class Scene:
    """A sentence in its surroundings.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    above : Scene, optional
        The one before it in the same passage.
    spot : Spot
        Where it stands.
    day : date, optional
        The date of the paper, where it is known.
    is_list : bool
        Whether it is a list drawn together, whose items are read as sentences of their own too.
    """

    sentence: Sentence
    above: Scene | None = None
    spot: Spot = field(default_factory=Spot)
    day: datetime.date | None = None
    is_list: bool = False

    @cached_property
    def changes(self) -> list[Change]:
        """The changes that the sentence tells of."""
        if self.above is None:
            return find_changes(self.sentence)
        return find_changes(self.sentence, self.above.sentence, self.above.changes)

    @property
    def quantities_above(self) -> tuple[Quantity, ...]:
        """The figures of the sentence above; none where it is the first."""
        if self.above is None:
            return ()
        return self.above.sentence.quantities

    @cached_property
    def told(self) -> list[Told]:
        """The sizes of changes that the sentence tells."""
        return find_told(self.sentence, self.changes)
