"""What votes answer to the gates: whether the owners decided what a step needs, by their last published vote."""

from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer
from inspect_app.votes.queries import Outcome, outcome
from inspect_app.votes.rules.law import SUBJECTS


def _asked(scope: Scope, *subjects: str) -> Answer:
    """Return the first of these subjects that was voted on, one that was agreed to before any other."""
    found = [(each, outcome(scope.project, each)) for each in subjects]
    voted = [each for each in found if each[1].state != "no_data"]
    if not voted:
        zh, en = SUBJECTS[subjects[0]][0]
        return Answer("no_data", (f"没有公布过“{zh}”的表决", f"no vote on this was published: {en}"))
    subject, last = next((each for each in voted if each[1].state == "met"), voted[0])
    return Answer(last.state, _words(subject, last), ((last.vote, last.vote, f"/vote/results/{last.vote}"),))


def _words(subject: str, found: Outcome) -> tuple[str, str]:
    (zh, en), _rule = SUBJECTS[subject]
    said_zh = "，".join(f"{each.zh} {each.percent}（{each.needed_words[0]}）" for each in found.figures)
    said_en = ", ".join(f"{each.en} {each.percent} ({each.needed_words[1]})" for each in found.figures)
    return f"{zh}：{said_zh}", f"{en}: {said_en}"


@answers("votes.consent")
def _consent(scope: Scope) -> Answer:
    return _asked(scope, "opinion", "plan")


@answers("votes.management")
def _management(scope: Scope) -> Answer:
    return _asked(scope, "management")


@answers("votes.scheme")
def _scheme(scope: Scope) -> Answer:
    return _asked(scope, "plan")


@answers("votes.property")
def _property(scope: Scope) -> Answer:
    return _asked(scope, "property", "management")
