"""Numbers of a series are given once and without a gap, however many offices issue at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from inspect_app.core.db import db, transaction
from inspect_app.core.ids import next_number

HANDS = 32


class _Fails(Exception):
    """An act that fails after it took its number."""


def test_two_offices_issuing_at_once_share_no_number_and_leave_no_gap(app: Flask) -> None:
    db.session.rollback()
    ready = Barrier(HANDS)

    def one(hand: int) -> list[str]:
        taken = []
        with app.app_context():
            ready.wait()
            for turn in range(2):
                try:
                    with transaction():
                        number = next_number("ZS", 2026)
                        if (hand + turn) % 4 == 0:
                            raise _Fails
                    taken.append(number)
                except _Fails:
                    continue
        return taken

    with ThreadPoolExecutor(HANDS) as pool:
        taken = [number for each in pool.map(one, range(HANDS)) for number in each]
    assert sorted(taken) == [f"ZS-2026-{n:06d}" for n in range(1, len(taken) + 1)]
    assert len(taken) == 2 * HANDS * 3 // 4
