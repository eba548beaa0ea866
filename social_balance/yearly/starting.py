"""A municipality of one's own, begun as a copy of one of the invented municipalities."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from social_balance.files.resources import packaged_folder
from social_balance.language.faults import Faults, Issue, unknown_choice
from social_balance.language.words import Lang
from social_balance.yearly.configuration import Configuration, read_configuration
from social_balance.yearly.schemas import point_to_schemas

CONFIGURATION = "aarsstatus.toml"
# Name → its folder among the samples.
EXAMPLES: Mapping[str, str] = {"gladsaxe": ".", "aakoebing": "aakoebing"}
_OWN_DEFINITIONS = (
    '[aarsstatus]\ndefinitions    = "indices"      # egne definitioner, begyndt som en kopi af pakkens'
)


def start_municipality(folder: str | Path, *, example: str = "gladsaxe", lang: Lang = "da") -> Path:
    """Write a municipality to begin from: configuration, codebooks, definitions and invented data.

    Parameters
    ----------
    folder : path
        A folder that is not there, or is empty.
    example : {"gladsaxe", "aakoebing"}
        Which of the invented municipalities: one of three areas with two waves and a register of persons, or
        one of four areas with three waves, counts in place of persons, and other questions.
    lang : {"da", "en"}
        Language of what the schemas say in an editor.

    Returns
    -------
    Path
        The configuration.

    Raises
    ------
    InputError
        When there is no such example, or the folder is not empty.
    """
    target = Path(folder)
    faults = Faults()
    faults.add(unknown_choice("example", example, EXAMPLES))
    # What somebody has written is never written over.
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        faults.add(Issue("CFG012", file=str(folder)))
    faults.raise_if_any()
    configuration = read_configuration(packaged_folder("data_samples") / EXAMPLES[example] / CONFIGURATION)
    target.mkdir(parents=True, exist_ok=True)
    for path in configuration.input_files():
        shutil.copy(path, target / path.name)
    shutil.copytree(configuration.definitions_folder(), target / "indices")
    _name_own_definitions(target / CONFIGURATION, configuration)
    point_to_schemas(target, lang)
    return target / CONFIGURATION


def _name_own_definitions(file: Path, configuration: Configuration) -> None:
    """Let the configuration name its own definitions, where the example uses those of the package."""
    if configuration.main.definitions is None:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("[aarsstatus]", _OWN_DEFINITIONS, 1), encoding="utf-8")
