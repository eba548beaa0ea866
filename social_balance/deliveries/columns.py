"""What is said about the columns of a delivery: by a codebook, or by the file itself."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from social_balance.conditions.tree import Expression
from social_balance.deliveries.answer_sets import MultipleSet

Kind: TypeAlias = Literal["code", "number", "text", "date", "area", "id", "weight"]
# A number; or a text: a code of a column of text, a word such as NA, a letter of Stata's missing values
# (.a to .z), or "" for a cell in which nothing stands.
Code: TypeAlias = float | str
Range: TypeAlias = tuple[float, float]

BLANK = "Ubesvaret"  # nothing stands in the cell
NOT_ASKED = "Ikke stillet"  # the filter question led past it
UNSTATED = "Uoplyst"  # the file calls the code missing without saying why

TEXT_KINDS = ("text", "area", "id")
NO_CELL = ""  # the code of a cell in which nothing stands


@dataclass(frozen=True)
class Column:
    """What a codebook says about one column.

    Parameters
    ----------
    name : str
        Name that definitions use.
    source : str
        Name in the delivery.
    kind : {"code", "number", "text", "date", "area", "id", "weight"}
        What stands in it.
    label : str
        The question.
    values : Mapping of float or str to str
        Text of each valid code; beside a ``number`` only the texts of some points of a scale, beside a
        ``text`` those of some codes of text.
    missing : Mapping of float or str to str
        Reason of each code that is no answer; that of ``""`` is the reason of an empty cell.
    missing_ranges : tuple of (float, float)
        Further codes that are no answer, the ends included.
    range : (float, float), optional
        Lowest and highest valid number.
    asked_if : Expression, optional
        Condition on other columns; those for whom it is not true were not asked.
    unique : bool
        Whether an id may stand in one row only.
    reverse_coded : bool
        Whether the scale is turned round when it is read: the lowest code becomes the highest. ``values``,
        ``missing`` and ``range`` are always as in the delivery.
    """

    name: str
    source: str
    kind: Kind = "number"
    label: str = ""
    values: Mapping[Code, str] = field(default_factory=dict)
    missing: Mapping[Code, str] = field(default_factory=dict)
    missing_ranges: tuple[Range, ...] = ()
    range: Range | None = None
    asked_if: Expression | None = None
    unique: bool = False
    reverse_coded: bool = False

    @property
    def scale_range(self) -> Range | None:
        """Lowest and highest answer; None when the codebook does not say."""
        if self.range is not None:
            return self.range
        codes = [code for code in self.values if not isinstance(code, str)]
        if self.kind == "code" and codes:
            return min(codes), max(codes)
        return None

    @property
    def answer_labels(self) -> dict[float, str]:
        """Text of each code that is a number, on the scale that definitions see, in their order."""
        numbers = {code: text for code, text in self.values.items() if not isinstance(code, str)}
        return dict(sorted((float(self.on_scale(code)), text) for code, text in numbers.items()))

    @property
    def text_labels(self) -> dict[str, str]:
        """Text of each code that is a text itself, in the order of the codebook."""
        return {code: text for code, text in self.values.items() if isinstance(code, str)}

    def on_scale(self, answers: Any) -> Any:
        """Return a number, or an array of them, on the scale that definitions see."""
        if self.reverse_coded and self.scale_range:
            return sum(self.scale_range) - answers
        return answers

    @property
    def missing_reasons(self) -> tuple[str, ...]:
        """Every reason for a missing answer, in the order of the codebook; blank is the last."""
        reasons = [text for code, text in self.missing.items() if code != NO_CELL]
        if self.missing_ranges:
            reasons.append(UNSTATED)
        if self.asked_if:
            reasons.append(NOT_ASKED)
        return tuple(dict.fromkeys([*reasons, self.blank_reason]))

    @property
    def blank_reason(self) -> str:
        """The reason of a cell in which nothing stands."""
        return self.missing.get(NO_CELL, BLANK)

    @property
    def tells_why(self) -> bool:
        """Whether the reason for a missing answer is kept beside the column."""
        declared = self.values or self.missing or self.missing_ranges or self.range or self.asked_if
        return bool(declared) and self.kind not in ("id", "weight")


@dataclass(frozen=True)
class FileLabels:
    """What a delivered file says about its own columns.

    Parameters
    ----------
    columns : Mapping of str to str
        The text of the question.
    values : Mapping of str to Mapping
        The text of each labelled code.
    missing : Mapping of str to tuple of (float, float)
        Ranges of codes that the file declares missing, the ends included.
    missing_texts : Mapping of str to tuple of str
        Codes of text that the file declares missing, and the letters of Stata's missing values.
    dates : set of str
        Columns that the file shows as dates.
    unreadable : Mapping of str to str
        The format of each column that is shown in a way that cannot be read here.
    sets : tuple of MultipleSet
        Questions with several answers, one column for each.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[Code, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    missing_texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: Set[str] = frozenset()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    sets: tuple[MultipleSet, ...] = ()
