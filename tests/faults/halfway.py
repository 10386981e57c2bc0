"""Brings a database up by migrations that are killed at their statements, and holds what is left to what was there.

A process of its own: it forks, and each child is killed where it stands.
"""

import os
import random
import signal
import sys
from typing import Any

from sqlalchemy import event, inspect

from inspect_app import create_app
from inspect_app.config import Settings
from inspect_app.core import migrate, revision
from inspect_app.core.db import db


def shape() -> dict[Any, Any]:
    """Return the revision, and every table with its columns and indexes, as the database tells them."""
    found = inspect(db.engine)
    columns = {key: sorted(each["name"] for each in held) for key, held in found.get_multi_columns().items()}
    indexes = {
        key: sorted(str(each["name"]) for each in held) for key, held in found.get_multi_indexes().items()
    }
    return {"at": revision.current(), "columns": columns, "indexes": indexes}


def ended_at(target: str, statement: int) -> bool:
    """Upgrade to `target` in a child that is killed before its statement of that number; False when it has fewer."""
    db.engine.dispose()
    pid = os.fork()
    if pid:
        return os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    done = 0

    @event.listens_for(db.engine, "before_cursor_execute")
    def executed(_connection: Any, _cursor: Any, words: str, *_: Any) -> None:
        nonlocal done
        if words.lstrip()[:6].upper() in (
            "CREATE",
            "ALTER ",
            "DROP T",
            "DROP I",
            "INSERT",
            "UPDATE",
            "DELETE",
        ):
            if done == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1

    migrate.upgrade(target)
    os._exit(0)


def main(home: str, url: str, seed: int, share: float) -> None:
    """Kill at every statement of the newest migration, and at a share of those before; print how often."""
    chance, kills = random.Random(seed), 0
    line = [each.revision for each in reversed(list(migrate.scripts().walk_revisions()))]
    app = create_app(Settings(data_dir=home, database_url=url, secret_key="k" * 32), web=False, clock=False)
    with app.app_context():
        if not share:
            migrate.upgrade(line[-2])
        for target in line if share else line[-1:]:
            before, statement = shape(), 0
            while True:
                if target != line[-1]:
                    statement += int(chance.expovariate(share))
                if not ended_at(target, statement):
                    break
                assert shape() == before, f"{target}, killed at its statement {statement}, left something"
                kills, statement = kills + 1, statement + 1
            assert revision.current() == target
    print(f"{kills} kills")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
