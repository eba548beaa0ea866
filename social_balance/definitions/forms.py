"""The keys that each heading of a definition file and of a theme file takes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from social_balance.definitions.indicator import DIRECTIONS, SOURCES, UNITS
from social_balance.language.tables import languages

Sentence = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Year = Annotated[int, Field(ge=1900, le=2100)]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _InBothLanguages(_Form):
    da: Sentence
    en: Sentence


# A text may be given in any further language that there is a folder of.
_FURTHER: Any = {lang: (Sentence | None, None) for lang in languages() if lang not in ("da", "en")}
Text = create_model("Text", __base__=_InBothLanguages, **_FURTHER)


class IndicatorForm(_Form):
    """The keys of ``[indicator]``."""

    id: Identifier
    title: Text
    source: Literal[SOURCES]  # type: ignore[valid-type]
    measure: Sentence
    unit: Literal[UNITS]  # type: ignore[valid-type]
    direction: Literal[DIRECTIONS]  # type: ignore[valid-type]
    goalposts: Annotated[tuple[float, ...], Field(min_length=2, max_length=2)]
    reference: Sentence
    weight: Annotated[float, Field(gt=0)] = 1.0
    window: Annotated[int, Field(ge=1, le=10)] = 1
    years: Annotated[tuple[Year, ...], Field(min_length=1)] | None = None
    level: Literal["area", "whole"] = "area"
    ours: bool = False
    note: Text | None = None


class VersionForm(_Form):
    """The keys of ``[[version]]`` that every measure shares."""

    from_year: Year = Field(alias="from")
    until: Year | None = None
    comparable: bool = True
    change: str = ""


class ExpectForm(_Form):
    """The figures a case expects."""

    base: float | None = None
    positive: float | None = None
    value: float


class CaseForm(_Form):
    """The keys of ``[[case]]``."""

    name: Sentence
    year: Year
    rows: str
    expect: ExpectForm
    area: Sentence | None = None


class ThemeForm(_Form):
    """The keys of ``[theme]`` in a ``tema.toml``."""

    id: Identifier
    title: Text
    effect_goal: Sentence
    order: int
    margin: Annotated[float, Field(gt=0)] | None = None
    note: Text | None = None
