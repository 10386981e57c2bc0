"""How many readings pass no gate, by quantity: of those in the table and of those in cold files."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from sqlalchemy import and_, func, select, union

from inspect_app.core import parquet
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.readings.models import Channel, ColdSeries, Doubt, Reading
from inspect_app.readings.queries import whole
from inspect_app.readings.queries.trust import by_facts, trust_of
from inspect_app.readings.rules.episodes import EVER_MS
from inspect_app.readings.rules.grades import covered, doubtful
from inspect_app.readings.rules.quantities import NORMAL

#: (quantity, unit)
Kind = tuple[str, str]
#: a stretch of a channel: its id, from (ms), until before (ms)
_Stretch = tuple[int, int, int]


def doubted_by_quantity(channel_ids: Sequence[int]) -> dict[Kind, int]:
    """Return how many readings of these channels pass no gate, by quantity and unit; each reading once.

    A cold file is read once for the same doubts. Problem "cold-file" where one is missing or damaged: what cannot be
    read is neither counted nor left out in silence.
    """
    if not channel_ids:
        return {}
    by_channel = _in_table(channel_ids)
    for one, count in _in_files(channel_ids).items():
        by_channel[one] += count
    found = defaultdict[Kind, int](int)
    stmt = select(Channel.id, Channel.quantity, Channel.unit).where(Channel.id.in_(list(channel_ids)))
    for one, quantity, unit in db.session.execute(stmt):
        found[quantity, unit] += by_channel.get(one, 0)
    return {kind: count for kind, count in found.items() if count}


def _in_table(channel_ids: Sequence[int]) -> defaultdict[int, int]:
    mine = Reading.channel_id.in_(list(channel_ids))
    key = Reading.channel_id, Reading.at_ms
    kept = and_(
        Doubt.channel_id == Reading.channel_id, Reading.at_ms >= Doubt.from_ms, Reading.at_ms < Doubt.to_ms
    )
    arms = [select(*key).where(mine, Reading.flag != NORMAL), select(*key).join(Doubt, kept).where(mine)]
    arms += [select(*key).where(each) for each in by_facts(channel_ids, 0, EVER_MS)]
    both = union(*arms).subquery()
    stmt = select(both.c.channel_id, func.count()).group_by(both.c.channel_id)
    return defaultdict(int, {row[0]: row[1] for row in db.session.execute(stmt)})


def _in_files(channel_ids: Sequence[int]) -> defaultdict[int, int]:
    found = defaultdict[int, int](int)
    parts = whole.parts(channel_ids, 0, EVER_MS)
    if not parts:
        return found
    trusts = trust_of(
        {each.channel_id for each in parts},
        min(each.first_ms for each in parts),
        max(each.last_ms for each in parts) + 1,
    )
    spans = {one: covered(doubtful(trust.spans)) for one, trust in trusts.items()}
    for _cold_id, group in groupby(parts, key=lambda each: each.cold_id):
        held = list(group)
        cold, path = held[0].cold, whole.checked(held[0].cold)
        stat = path.stat()
        wanted = tuple(sorted(each.channel_id for each in held))
        stretches = tuple(each for one in held for each in _within(one, spans[one.channel_id]))
        try:
            counts = _counted(path, stat.st_mtime_ns, stat.st_ino, wanted, stretches)
        except parquet.BrokenFile as broken:
            fault = ("无法读取", "cannot be read")
            raise Problem("cold-file", file=cold.file, month=cold.month, fault=fault) from broken
        for one, count in counts.items():
            found[one] += count
    return found


def _within(one: ColdSeries, spans: Sequence[tuple[int, int]]) -> list[_Stretch]:
    """Return what of stretches touches a channel's readings in a file: what lies elsewhere is no reason to read it again."""
    return [
        (one.channel_id, max(first, one.first_ms), min(until, one.last_ms + 1))
        for first, until in spans
        if first <= one.last_ms and until > one.first_ms
    ]


@lru_cache(maxsize=512)
def _counted(
    path: Path, _changed_ns: int, _inode: int, channels: tuple[int, ...], stretches: tuple[_Stretch, ...]
) -> dict[int, int]:
    return parquet.count(path, channels, stretches, NORMAL)
