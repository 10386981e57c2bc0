"""The command that asks a rule of the field: figures in, answer with its working out; needs no database."""

import importlib
import json
import pkgutil
from typing import Any

import click

from inspect_app import HERE, ROOMS
from inspect_app.core import rulebook
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.strict_json import read


def load() -> None:
    """Load the rulebook of every room that has one."""
    for room in ROOMS:
        if any(each.name == "rulebook" for each in pkgutil.iter_modules([str(HERE / room)])):
            importlib.import_module(f"inspect_app.{room}.rulebook")


@click.command("rule")
@click.argument("key", required=False)
@click.argument("given", required=False, metavar="JSON")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of the steps")
@click.option("--json", "as_json", is_flag=True, help="The answer as one JSON document")
def rule_command(key: str | None, given: str | None, lang: str, *, as_json: bool) -> None:
    """Ask a rule: `inspect-app rule sampling.least '{"lot": 95}'`. Without a name: list them; without JSON: its inputs."""
    load()
    if key is None:
        for each in rulebook.rules():
            click.echo(f"{each.key:34} {each.en if lang == 'en' else each.zh}")
        return
    try:
        one = rulebook.rule(key)
    except Problem:
        raise click.BadParameter(f"no rule {key}; `inspect-app rule` lists them", param_hint="KEY") from None
    if given is None:
        click.echo(
            json.dumps({"inputs": one.input_schema(), "example": one.example}, ensure_ascii=False, indent=1)
        )
        return
    answer = _answered(one, given, lang)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _tell(one, answer, lang)


def _answered(one: rulebook.Rule, given: str, lang: str) -> dict[str, Any]:
    try:
        values = read(given.encode(errors="surrogatepass"))
        if not isinstance(values, dict):
            raise click.BadParameter("must be a JSON object", param_hint="JSON")
        return rulebook.ask(one, values, local_day(now()))
    except Problem as refused:
        lines = [f"  {name}: {'; '.join(said)}" for name, said in refused.field_words(lang).items()]
        raise click.ClickException("\n".join((refused.words(lang), *lines))) from refused


def _tell(one: rulebook.Rule, answer: dict[str, Any], lang: str) -> None:
    english = lang == "en"
    for each in one.outputs:
        value, unit = answer["result"][each.name], each.unit[english]
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        click.echo(f"{each.en if english else each.zh}: {written} {unit}".rstrip())
    for number, step in enumerate(answer["steps"], 1):
        click.echo(f"  {number}. {step[lang]}")
    sure = ("已核实", "verified") if answer["verified"] else ("未核实", "NOT verified")
    click.echo(f"{'basis' if english else '依据'}: {answer['basis']} ({sure[english]})")
