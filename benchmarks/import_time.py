"""How long the package and the help take to open, as shares of what pandas takes to import."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

REPEATS = 15
PROCESSES = {
    "an empty interpreter": ["-c", "pass"],
    "import pandas": ["-c", "import pandas"],
    "import social_balance": ["-c", "import social_balance"],
    "social-balance --help": ["-m", "social_balance", "--help"],
}
TARGETS = {"import social_balance": 0.2, "social-balance --help": 0.5}


def seconds(arguments: list[str]) -> float:
    """Wall time of one whole process, start-up and end included."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def medians() -> dict[str, float]:
    """Median of each process; the rounds are interleaved, so that a busy moment falls on all of them."""
    rounds = [{name: seconds(arguments) for name, arguments in PROCESSES.items()} for _ in range(REPEATS + 1)]
    # The first round writes byte code and warms the file cache.
    return {name: statistics.median(taken[name] for taken in rounds[1:]) for name in PROCESSES}


def main() -> None:
    """Print the table of benchmarks/README.md."""
    taken = medians()
    print(f"\nWhole process, median of {REPEATS}\n")
    print("| process | ms | × import pandas | target |\n|---|---|---|---|")
    for name, value in taken.items():
        target = f"under {TARGETS[name]}" if name in TARGETS else ""
        print(f"| {name} | {1000 * value:.0f} | {value / taken['import pandas']:.2f} | {target} |")


if __name__ == "__main__":
    main()
