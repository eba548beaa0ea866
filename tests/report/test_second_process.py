"""Two processes draw what one would, and a process that fails costs no figure."""

from __future__ import annotations

import os

import pytest
from fake_release import fake_release

from social_balance.report import second_process
from social_balance.report.content import report_document
from social_balance.report.document import pictures_of
from social_balance.report.second_process import FEW, DrawingProcess, Order, draw_on_two_cores

RELEASE = fake_release()


@pytest.fixture(scope="module")
def order() -> Order:
    pictures = pictures_of(report_document(RELEASE))
    # The smallest number of figures that is shared: some of both processes.
    several = (pictures * (FEW + 1))[: FEW + 1]
    assert len({picture.name for picture in pictures[:2]}) == 2
    return Order(RELEASE, several, {picture.name: {"svg"} for picture in several}, "da")


def test_two_processes_draw_the_same_bytes_as_one(order, monkeypatch):
    monkeypatch.setattr(second_process, "_cores", lambda: 2)
    drawn_by: list[int] = []
    draw = Order.draw
    monkeypatch.setattr(Order, "draw", lambda self: drawn_by.append(len(self.pictures)) or draw(self))
    with second_process.second_process():
        drawn = draw_on_two_cores(order)
    # Here only the first, third … were drawn.
    assert drawn_by == [len(order.pictures[::2])]
    assert drawn == draw(order)


def test_figures_of_a_process_that_ended_are_drawn_here(order):
    process = DrawingProcess()
    process._process.kill()
    process._process.wait()
    process.send(order)
    assert process.receive(order) == order.draw()
    process.close()


def test_a_process_that_nobody_asks_ends_by_itself():
    process = DrawingProcess()
    process.close()
    assert process._process.returncode == 0


def test_one_core_has_no_second_process(order, monkeypatch):
    monkeypatch.setattr(second_process, "_cores", lambda: 1)
    monkeypatch.setattr(second_process, "DrawingProcess", None)
    with second_process.second_process():
        assert draw_on_two_cores(order) == order.draw()


def test_the_cores_are_those_that_this_process_may_use():
    assert 1 <= second_process._cores() <= (os.cpu_count() or 1)
