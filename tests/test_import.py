"""The package and its help open quickly because they load nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ["numpy", "pandas", "scipy", "statsmodels", "matplotlib", "pydantic", "narwhals", "duckdb"]


@pytest.mark.parametrize(
    "statement",
    [
        "import social_balance",
        "import social_balance, contextlib\n"
        "with contextlib.suppress(SystemExit):\n"
        "    from social_balance.cli import main; main(['--help'])",
    ],
    ids=["import", "help"],
)
def test_nothing_heavy_is_loaded_before_it_is_used(statement: str):
    script = f"{statement}\nimport sys\nprint('loaded:', *({set(HEAVY)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded:"


def test_every_public_name_can_be_had():
    import social_balance

    missing = [name for name in social_balance.__all__ if getattr(social_balance, name, None) is None]
    assert missing == []
    assert set(social_balance.__all__) <= set(dir(social_balance))


def test_a_name_that_is_not_there_is_an_attribute_error():
    import social_balance

    with pytest.raises(AttributeError, match="estimat_"):
        _ = social_balance.estimat_
