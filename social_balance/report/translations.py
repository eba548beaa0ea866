"""The municipality's own names in the language of the papers: areas, effect goals, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from social_balance.language.texts import Lang
from social_balance.yearly.provenance import Fieldwork, Provenance
from social_balance.yearly.status import Meta, Tables

AnyTables = TypeVar("AnyTables", bound=Tables)
_FRAMES = ("themes", "indicators", "index", "ambition", "developments", "parts", "pairs", "series", "pace",
           "robustness")  # fmt: skip
_COLUMNS = ("area", "effect_goal")


def tables_in_language(tables: AnyTables, lang: Lang) -> AnyTables:
    """Return released tables with the names that the configuration gives in a language.

    Parameters
    ----------
    tables : Release
    lang : {"da", "en"}

    Returns
    -------
    Release
        The same tables where the configuration has no names in that language; a name that it does not have
        stays as it is.
    """
    names = tables.meta.translations.get(lang, {})
    if not names:
        return tables
    frames = {}
    for name in _FRAMES:
        frame = getattr(tables, name)
        columns = {
            column: frame[column].map(lambda text: names.get(text, text))
            for column in _COLUMNS
            if column in frame
        }
        frames[name] = frame.assign(**columns)
    divisions = tuple(
        replace(each, name=names.get(each.name, each.name), tables=tables_in_language(each.tables, lang))
        for each in tables.divisions
    )
    return replace(tables, meta=_meta_in_language(tables.meta, names), divisions=divisions, **frames)


def _meta_in_language(meta: Meta, names: Mapping[str, str]) -> Meta:
    """Return what is known of the status with its names in the language."""

    def told(text: str) -> str:
        return names.get(text, text)

    areas = tuple((area, told(name)) for area, name in meta.areas)
    sources = tuple(told(name) for name in meta.sources)
    about = _provenance_in_language(meta.provenance, names)
    return replace(
        meta, areas=areas, sources=sources, provenance=about, municipality=told(meta.municipality),
        title=told(meta.title), rest=told(meta.rest), whole=told(meta.whole),
        reference=told(meta.reference),
    )  # fmt: skip


def _provenance_in_language(about: Provenance, names: Mapping[str, str]) -> Provenance:
    """Return sources, waves and contact with their names in the language."""
    by_kind = tuple((kind, tuple(names.get(one, one) for one in each)) for kind, each in about.by_kind)
    fieldwork = tuple(
        Fieldwork(
            each.year,
            names.get(each.period, each.period),
            tuple((names.get(area, area), count) for area, count in each.invited),
            tuple((names.get(area, area), count) for area, count in each.answered),
        )
        for each in about.fieldwork
    )
    plain = {
        key: names.get(getattr(about, key), getattr(about, key)) for key in ("contact", "licence", "data")
    }
    return replace(about, by_kind=by_kind, fieldwork=fieldwork, **plain)
