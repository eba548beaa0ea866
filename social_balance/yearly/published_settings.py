"""What the configuration says for the papers alone: invitations, and names in other languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from social_balance.areas.municipality import Areas
from social_balance.files.toml_file import TomlFile
from social_balance.language.faults import Faults, Issue
from social_balance.language.tables import languages


def read_translations(file: TomlFile, faults: Faults) -> dict[str, dict[str, str]]:
    """Read ``[translations.LANG]``: a name of the municipality's own, and what it is in that language.

    Parameters
    ----------
    file : TomlFile
    faults : Faults
        Gets a fault for each language that there is none of, and for each name that is no text.
    """
    given = file.data.get("translations", {})
    found: dict[str, dict[str, str]] = {}
    for lang, names in given.items() if isinstance(given, Mapping) else [("", given)]:
        known = isinstance(names, Mapping) and lang in languages()
        if not (known and all(isinstance(text, str) for text in names.values())):
            line = file.line("translations")
            values = {"known": list(languages())}
            place = f"[translations.{lang}]"
            faults.add(Issue("CFG041", file=file.name, line=line, place=place, values=values))
            continue
        found[lang] = {str(name): str(text) for name, text in names.items()}
    return found


def check_invitations(surveys: Sequence[Any], areas: Areas, file: TomlFile, faults: Faults) -> None:
    """Collect the waves that say of other areas than those followed how many were invited or answered."""
    needed = [*areas.ids, "rest"]
    for place, survey in enumerate(surveys):
        for key in ("invited", "answered"):
            given = getattr(survey, key)
            if given and set(given) != set(needed):
                line = file.line("survey", place, key)
                where = f"[[survey]] {survey.year} {key}"
                values = {"needed": needed}
                faults.add(Issue("CFG042", file=file.name, line=line, place=where, values=values))
