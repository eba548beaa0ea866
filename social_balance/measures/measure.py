"""What every measure offers, and how one is made from its keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from social_balance.conditions.reading import parse
from social_balance.conditions.tree import Expression, columns_read
from social_balance.files.toml_file import TomlFile, checked
from social_balance.language.faults import DefinitionError
from social_balance.measures.person_variables import PersonVariable

BuiltMeasure = TypeVar("BuiltMeasure", bound="Measure")


@dataclass(frozen=True)
class CountScale:
    """How a figure follows from a numerator y and a number of persons n: slope · (y/n − origin)."""

    slope: float
    origin: float = 0.0
    counts_persons: bool = False  # y counts persons among the n, each at most once
    interval: str = "t"  # a name of `social_balance.estimates.intervals`


def condition_text(text: str) -> str:
    """Return a condition as it stands, once it has been found to be one."""
    parse(text)
    return text


Condition = Annotated[str, AfterValidator(condition_text)]
Column = Annotated[str, Field(min_length=1)]


class Measure(BaseModel):
    """What every measure offers; the subclasses carry the keys a definition may use."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: ClassVar[str]  # its name in a definition file
    family: ClassVar[str]  # how it is made of persons: a key of `social_balance.measures.registry.FAMILIES`
    unit: ClassVar[str] = ""  # of a figure that no indicator gives a unit
    proportion: ClassVar[bool] = False  # a share of persons: its interval stays inside [0, 100]

    base: Condition | None = None

    @property
    def needs_rest(self) -> bool:
        """Whether the figure cannot be made without knowing who lives in the rest."""
        return False

    def columns(self, areas: Iterable[str] = ()) -> frozenset[str]:
        """Return the data columns the measure reads (for the given area ids, when it names areas)."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def parts(self) -> tuple[PersonVariable, ...]:
        """Return the numbers per person that the measure is made of; none when it is made otherwise."""
        return ()

    def count_scale(self) -> CountScale | None:
        """Return how the figure is made of a numerator and a number of persons; None where it cannot be."""
        return None

    def without_base(self) -> Self:
        """Return the measure with its base taken away, to see whether a case notices."""
        return self.model_copy(update={"base": None})

    def inverted_for_case_check(self) -> Self:
        """Return the measure turned upside down, to see whether a case notices."""
        raise NotImplementedError  # pragma: no cover - every subclass has its own

    def sentence_keys(self) -> tuple[str, ...]:
        """Return which sentences tell the rule, in order: keys of the texts of explanations."""
        return (self.kind,)

    def closing_sentence_keys(self) -> tuple[str, ...]:
        """Return which sentences follow after those on who is in the base and who is counted."""
        return ()

    def sentence_values(self) -> dict[str, str]:
        """Return what the sentences tell beside the measure's own keys."""
        return {}

    def base_condition(self) -> Expression | None:
        """Return the base as an expression; None when everybody takes part."""
        if self.base is None:
            return None
        return parse(self.base)

    def base_columns(self) -> frozenset[str]:
        """Return the columns that the base reads."""
        return columns_of_conditions(self.base)


def columns_of_conditions(*conditions: str | None) -> frozenset[str]:
    """Return the columns that conditions read; one that is left out reads none."""
    return frozenset[str]().union(*(columns_read(parse(text)) for text in conditions if text is not None))


def named_columns(*names: str | None) -> tuple[str, ...]:
    """Return the names of columns without those left out.

    Examples
    --------
    >>> named_columns("events", None)
    ('events',)
    """
    return tuple(name for name in names if name is not None)


def build_measure(model: type[BuiltMeasure], **keys: Any) -> BuiltMeasure:
    """Make a measure from Python with the same checks, in the same words, as one in a definition file.

    Raises
    ------
    DefinitionError
        Every fault of the keys.

    Examples
    --------
    >>> class Plain(Measure):
    ...     kind = "plain"
    ...     limit: Annotated[float, Field(gt=0)]
    >>> build_measure(Plain, limit=0)
    Traceback (most recent call last):
    ...
    social_balance.language.faults.DefinitionError: Der er 1 fejl:
    plain limit — 0 er for lidt. Tallet skal være større end 0.
    """
    measure, issues = checked(model, keys, TomlFile("", keys, {}), keys=(), place=model.kind)
    if measure is None:
        raise DefinitionError(issues)
    return measure
