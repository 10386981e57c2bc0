"""Whether a trial is passed, failed or cannot be judged, with every step of the reasoning; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inspect_app.trials.rules.catalogue import INPUTS
from inspect_app.trials.rules.gauging import Found, Notes, trusted
from inspect_app.trials.rules.holding import held
from inspect_app.trials.rules.shape import Edition, Kind, Words

OUTCOMES: dict[str, Words] = {
    "pass": ("合格", "passed"), "fail": ("不合格", "failed"), "unclear": ("无法判定", "cannot be judged"),
}  # fmt: skip
#: 1.25·√bore squared: m³/(24 h·km) for a bore in mm (GB 50268 9.3)
_SEWER_SQUARED = Decimal("1.5625")
_DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the steps in both languages, the article and whether its figures are confirmed."""

    outcome: str
    steps: tuple[Words, ...]
    basis: str
    verified: bool


def judge(kind: Kind, found: Found) -> Verdict:
    """Return whether a trial is passed; whatever is missing or cannot be trusted leaves it unjudged, never passed.

    ValueError where no edition is in force on the day of the trial.
    """
    edition = kind.edition(found.region, found.on)
    trust, notes = Notes(), Notes()
    if kind.gauged:
        trusted(trust, kind, edition, found)
    _FORMS[kind.form](notes, edition, found)
    looked = Notes()
    zh, en = kind.look
    if found.seen == "":
        looked.doubts.append((f"未说明有无{zh}", f"nobody said whether there was {en}"))
    else:
        looked.check(found.seen == "no", True, f"{'无' if found.seen == 'no' else '有'}{zh}",
                     f"{'without' if found.seen == 'no' else 'with'} {en}")  # fmt: skip
    steps = [each for one in (trust, notes, looked) for each in (*one.steps, *one.faults, *one.doubts)]
    if looked.faults or (notes.faults and not trust.doubts):
        outcome = "fail"
    else:
        unsure = trust.doubts or notes.doubts or looked.doubts
        outcome = "unclear" if unsure or notes.faults else "pass"
    return Verdict(outcome, tuple(steps), edition.basis, edition.verified)


def _hold(notes: Notes, edition: Edition, found: Found) -> None:
    if found.working <= 0:
        notes.doubts.append(("未登记工作压力", "the working pressure is not given"))
        return
    division = found.gauge.division if found.gauge else None
    start, before = 0, None
    for stage in edition.stages:
        one = held(
            stage, found.working, found.curve[start:], whole=found.whole, before=before, division=division
        )
        notes.steps += one.steps
        notes.faults += one.faults
        notes.doubts += one.doubts
        if one.end is None:
            return
        start, before = start + one.end, stage.level(found.working)


def _asked(notes: Notes, edition: Edition, found: Found) -> None:
    for name, least in edition.asked:
        value = found.given.get(name)
        zh, en, unit = INPUTS[name]
        notes.check(
            value is not None and value >= least, False,
            f"{zh} {value if value is not None else '未登记'} {unit}，应不少于 {least} {unit}",
            f"{en} {value if value is not None else 'not given'} {unit}, at least {least} {unit}",
        )  # fmt: skip


def _fill(notes: Notes, edition: Edition, found: Found) -> None:
    _asked(notes, edition, found)
    fell = found.given.get("fell")
    if fell is None:
        notes.doubts.append(("未登记液面下降", "the fall of the level is not given"))
    else:
        notes.check(
            fell <= 0, True, f"液面下降 {fell} mm，应不下降", f"the level fell {fell} mm; it may not fall"
        )


def _lacking(notes: Notes, found: Found, *names: str) -> bool:
    missing = [each for each in names if found.given.get(each, Decimal(0)) <= 0]
    for each in missing:
        notes.doubts.append((f"未登记{INPUTS[each][0]}", f"not given: {INPUTS[each][1].lower()}"))
    return bool(missing)


def _closed(notes: Notes, edition: Edition, found: Found) -> None:
    if _lacking(notes, found, "bore", "length", "minutes") or "water" not in found.given:
        notes.doubts += [] if "water" in found.given else [("未登记补水量", "water added: not given")]
        return
    _asked(notes, edition, found)
    bore, rest = found.given["bore"], found.given["length"] * found.given["minutes"]
    added = found.given["water"] * _DAY_MINUTES
    limit = (_SEWER_SQUARED * bore).sqrt()
    # Compared as squares: a root is never exact.
    notes.check(
        added * added <= _SEWER_SQUARED * bore * rest * rest, True,
        f"渗水量 {added / rest:.2f}，允许 1.25×√{bore} = {limit:.2f} m³/(24 h·km)",
        f"leakage {added / rest:.2f}, allowed 1.25×√{bore} = {limit:.2f} m³/(24 h·km)",
    )  # fmt: skip


def _ball(notes: Notes, _edition: Edition, found: Found) -> None:
    if _lacking(notes, found, "bore", "ball", "pipes"):
        return
    bore, ball, pipes = (found.given[each] for each in ("bore", "ball", "pipes"))
    passed = found.given.get("passed", Decimal(0))
    notes.check(
        ball * 3 >= bore * 2, False, f"球径 {ball} mm，应不小于管径 {bore} mm 的 2/3",
        f"ball {ball} mm, at least 2/3 of the bore {bore} mm",
    )  # fmt: skip
    notes.check(
        passed == pipes,
        True,
        f"通过 {passed}/{pipes} 根，应全部通过",
        f"{passed} of {pipes} pipes passed; all must",
    )


def _values(notes: Notes, edition: Edition, found: Found) -> None:
    values = found.values
    if len(values) < edition.count:
        notes.doubts.append(
            (
                f"测值 {len(values)} 个，应不少于 {edition.count} 个",
                f"{len(values)} values, at least {edition.count}",
            )
        )
    if not values:
        return
    if edition.least is not None:
        _least(notes, edition, values, edition.least)
    if edition.mean is not None:
        # Without dividing: a mean is seldom exact.
        good = sum(values, Decimal(0)) >= edition.mean * len(values)
        mean = sum(values, Decimal(0)) / len(values)
        notes.check(
            good,
            True,
            f"平均 {mean:.3f}，应不小于 {edition.mean}",
            f"mean {mean:.3f}, at least {edition.mean}",
        )
    if edition.most is not None:
        top = max(values)
        notes.check(
            top <= edition.most,
            True,
            f"最大 {top}，应不大于 {edition.most}",
            f"highest {top}, at most {edition.most}",
        )


def _least(notes: Notes, edition: Edition, values: Sequence[Decimal], least: Decimal) -> None:
    low, floor = [each for each in values if each < least], edition.tolerated_least
    if edition.tolerated and floor is not None:
        good = len(low) <= edition.tolerated and min(values) >= floor
        rule = (
            f"允许 {edition.tolerated} 个小于 {least} 且不小于 {floor}",
            f"{edition.tolerated} may be below {least}, none below {floor}",
        )
        notes.check(good, True, f"{len(low)} 个小于 {least}，最小 {min(values)}；{rule[0]}",
                    f"{len(low)} below {least}, lowest {min(values)}; {rule[1]}")  # fmt: skip
    else:
        notes.check(
            not low, True, f"最小 {min(values)}，应不小于 {least}", f"lowest {min(values)}, at least {least}"
        )


def _time(notes: Notes, edition: Edition, found: Found) -> None:
    _asked(notes, edition, found)


_FORMS: dict[str, Callable[[Notes, Edition, Found], None]] = {
    "hold": _hold, "time": _time, "values": _values, "ball": _ball, "closed": _closed, "fill": _fill,
}  # fmt: skip
