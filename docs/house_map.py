"""The rooms of the package and who imports whom, read from the sources and drawn as floors."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "social_balance"
# Doors into the package rather than rooms: they may open any room, and no room opens them.
DOORS = {"__init__", "__main__", "definitions/pytest_plugin"}

BOX_WIDTH = 118
BOX_HEIGHT = 30
FLOOR_HEIGHT = 62
GAP = 14


def modules(package: Path = PACKAGE) -> list[Path]:
    """Every module of the package that stands in a room."""
    names = sorted(p for p in package.rglob("*.py") if not p.relative_to(package).parts[0].startswith("_"))
    return [p for p in names if p.relative_to(package).with_suffix("").as_posix() not in DOORS]


def room_of(path: Path, package: Path = PACKAGE) -> str:
    """The room that a file belongs to: the folder it stands in, or itself."""
    return path.relative_to(package).with_suffix("").parts[0]


def imported_rooms(source: str, *, package: tuple[str, ...]) -> set[str]:
    """The rooms that a source text imports, wherever in the text, for type checking or at run time."""
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            rooms |= {_room_of_name(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            rooms |= {_room_of_name(f"{module}.{alias.name}") for alias in node.names}
    return rooms - {""}


def imports_between_rooms(package: Path = PACKAGE) -> dict[str, set[str]]:
    """Which rooms each room imports from, itself left out."""
    rooms: dict[str, set[str]] = {}
    for path in modules(package):
        room = room_of(path, package)
        inside = ("social_balance", *path.relative_to(package).parts[:-1])
        used = imported_rooms(path.read_text(encoding="utf-8"), package=inside)
        rooms.setdefault(room, set()).update(used - {room})
    return rooms


def floors(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The rooms floor by floor, from the ground: a room stands above every room that it imports from.

    Raises
    ------
    ValueError
        Rooms that import each other in a circle.
    """
    level: dict[str, int] = {}
    waiting = {room: set(used) for room, used in imports.items()}
    while waiting:
        ready = sorted(room for room, used in waiting.items() if used <= set(level))
        if not ready:
            raise ValueError(f"these rooms import each other in a circle: {sorted(waiting)}")
        for room in ready:
            level[room] = 1 + max((level[used] for used in waiting.pop(room)), default=-1)
    return [
        sorted(room for room in level if level[room] == floor) for floor in range(1 + max(level.values()))
    ]


def nearest(imports: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The imports of every room without those that are reached through another room it imports."""
    below: dict[str, set[str]] = {}
    for storey in floors(imports):
        for room in storey:
            below[room] = set(imports[room]).union(*(below[used] for used in imports[room]))
    return {
        room: set(used) - set().union(*(below[other] for other in used)) for room, used in imports.items()
    }


def house_svg(imports: Mapping[str, Iterable[str]] | None = None) -> str:
    """Draw the house as SVG: the ground floor at the bottom, a line from each room to its nearest imports."""
    every = imports_between_rooms() if imports is None else imports
    storeys = floors(every)
    used = nearest(every)
    width = max(map(len, storeys)) * (BOX_WIDTH + GAP) + GAP
    height = len(storeys) * FLOOR_HEIGHT + GAP
    spots = _spots(storeys, width, height)
    lines = [_line(spots[room], spots[other]) for room in used for other in sorted(used[room])]
    boxes = [_box(room, *spots[room]) for room in spots]
    title = "<title>The rooms of social_balance; each imports only from rooms below it</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="13">{title}{"".join(lines)}{"".join(boxes)}</svg>\n'
    )


def _room_of_name(dotted: str) -> str:
    """`social_balance.figures.gaps` → `figures`; nothing for what is outside the package."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "social_balance" and len(parts) > 1 else ""


def _spots(storeys: list[list[str]], width: int, height: int) -> dict[str, tuple[float, float]]:
    """The middle of every room's box."""
    spots = {}
    for floor, rooms in enumerate(storeys):
        left = (width - len(rooms) * (BOX_WIDTH + GAP) + GAP) / 2
        for number, room in enumerate(rooms):
            x = left + number * (BOX_WIDTH + GAP) + BOX_WIDTH / 2
            spots[room] = (x, height - floor * FLOOR_HEIGHT - GAP - BOX_HEIGHT / 2)
    return spots


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    x1, y1 = start
    x2, y2 = end
    return (
        f'<path d="M{x1:.0f} {y1 + BOX_HEIGHT / 2:.0f} L{x2:.0f} {y2 - BOX_HEIGHT / 2:.0f}" '
        f'stroke="#8aa" stroke-opacity=".45" fill="none"/>'
    )


def _box(room: str, x: float, y: float) -> str:
    return (
        f'<rect x="{x - BOX_WIDTH / 2:.0f}" y="{y - BOX_HEIGHT / 2:.0f}" width="{BOX_WIDTH}" '
        f'height="{BOX_HEIGHT}" rx="4" fill="#fff" stroke="#345"/>'
        f'<text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle" fill="#123">{room}</text>'
    )


if __name__ == "__main__":
    for number, rooms_of_floor in enumerate(floors(imports_between_rooms())):
        print(number, ", ".join(rooms_of_floor))
