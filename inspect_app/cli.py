"""The `inspect-app` command: its parts are entry points, loaded only when they are called."""

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import NoReturn

import click

from inspect_app import config

GROUP = "inspect_app.commands"
#: how PostgreSQL calls a table that is not there
_NO_TABLE = "42P01"
#: said while nobody has an account: how the first one is made
FIRST = (
    "No account yet 还没有账号: inspect-app add-person --account NAME --name 姓名 --party 单位 "
    "--kind authority --role admin"
)


def _plain(_context: click.Context, _option: click.Parameter, file: Path) -> Path:
    if not file.is_file():
        # A pipe would be waited for without end, a device read without end.
        raise click.BadParameter(f"{file} is no plain file")
    return file


#: a file to read, given as the first argument
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), callback=_plain)


class Commands(click.Group):
    """All commands installed under the entry point group, so that `up` does not load what `verify` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks for it
        """Return the names of all commands."""
        return sorted(each.name for each in entry_points(group=GROUP))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Load the command of that name."""
        found = entry_points(group=GROUP, name=cmd_name)
        command: click.Command | None = next((each.load() for each in found), None)
        return command


def settings_or_exit() -> config.Settings:
    """Return the settings, or stop with one line for each fault."""
    try:
        return config.from_environ()
    except config.BadSettings as wrong:
        raise click.ClickException(f"settings:\n{wrong}") from wrong


@click.group(cls=Commands)
@click.version_option(package_name="inspect-app")
def commands() -> None:
    """Construction quality and safety inspection with IoT intake."""


def main() -> None:
    """Run the command named on the command line; what its caller can mend is said in words, not in a stack trace."""
    try:
        commands(standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except config.BadSettings as wrong:
        _stop(f"settings:\n{wrong}")
    except UnicodeEncodeError:
        _stop("an argument is not UTF-8")
    except OSError as wrong:
        _stop(str(wrong))
    except Exception as wrong:
        words = _of_database(wrong)
        if not words:
            raise
        _stop(words)


def _stop(words: str) -> NoReturn:
    click.ClickException(words).show()
    sys.exit(1)


def _of_database(wrong: Exception) -> str:
    """Return what a database says about itself, "" for anything else."""
    # Never loaded: no database was asked.
    loaded = sys.modules.get("sqlalchemy.exc")
    if loaded is None or not isinstance(wrong, loaded.SQLAlchemyError):
        return ""
    cause = getattr(wrong, "orig", None) or wrong
    words = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    is_bare = "no such table" in words or getattr(cause, "sqlstate", "") == _NO_TABLE
    return f"database: {words}" + ("; its tables are made by: inspect-app migrate" if is_bare else "")


if __name__ == "__main__":
    main()
