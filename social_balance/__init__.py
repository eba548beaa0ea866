"""social_balance: follow social balance between the housing areas of a municipality.

The names below are the public API; each is imported when it is first used, so that ``import social_balance``
stays quick.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "Issue": "issues", "DefinitionError": "issues", "InputError": "issues", "SocialBalanceError": "issues",
    "share": "measures", "mean": "measures", "scale": "measures", "ratio": "measures",
    "read_indicators": "indicators", "check_indicators": "indicators", "explain": "indicators",
    "json_schema": "indicators", "Indicator": "indicators", "Theme": "indicators", "Themes": "indicators",
    "Area": "areas", "Areas": "areas",
    "Codebook": "codebook", "read_survey": "tables", "read_register": "tables", "missing_summary": "tables",
    "Design": "design",
    "Estimates": "estimates", "combine": "estimates", "from_values": "estimates",
    "Register": "registers", "estimate": "estimating",
    "ThemeIndex": "indexes", "theme_index": "indexes", "decompose": "indexes",
    "Ambition": "ambition", "ambition": "ambition",
    "Status": "status", "Release": "disclosure", "release": "disclosure",
    "plot_overview": "figures", "plot_theme": "figures", "plot_gaps": "figures",
    "write_report": "report",
    "aarsstatus": "aarsstatus",
}  # fmt: skip

__all__ = sorted([*_HOME, "__version__"])  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Import a public name from the module it lives in [PEP 562]."""
    if name not in _HOME:
        raise AttributeError(f"module 'social_balance' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"social_balance.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """Keeps ``sb.ambition`` the function: importing the module ambition.py would put the module in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOME and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
