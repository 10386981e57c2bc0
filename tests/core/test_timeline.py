"""The journal in people's words."""

import importlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from inspect_app import ROOMS
from inspect_app.core.timeline import as_lines, register_words, register_workflow, verb_words
from inspect_app.core.workflow import Field, Move, State, Workflow

AT = datetime(2026, 5, 11, 2, 5, tzinfo=UTC)
KITE = Workflow(
    kind="kite", zh="风筝", en="Kite",
    states=(State("down", "在地上", "Down"), State("up", "在天上", "Up", "good")),
    moves=(
        Move(
            "launch", "放飞", "Launch", ("down",), "up",
            (
                Field("wind", "choice", "风力", "Wind", choices=(("calm", "微风", "Calm"), ("gale", "大风", "Gale"))),
                Field("note", "textarea", "备注", "Remark"),
            ),
        ),
    ),
)  # fmt: skip


@dataclass
class Entry:
    verb: str
    data: dict[str, Any] = field(default_factory=dict)
    at: datetime = AT
    actor_name: str = "王工"


def detail(verb: str, data: dict[str, Any], locale: str = "zh") -> str:
    (line,) = as_lines([Entry(verb, data)], locale)
    return line.detail


def test_a_move_is_said_with_its_words_and_the_tone_of_where_it_leads() -> None:
    register_workflow(KITE)
    chinese, english = (as_lines([Entry("kite.launch")], each)[0] for each in ("zh_Hans_CN", "en"))
    assert (chinese.text, english.text) == ("放飞", "Launch")
    assert (chinese.tone, chinese.who, chinese.at, chinese.detail) == ("good", "王工", AT, "")


def test_an_act_that_is_no_move_is_said_with_registered_words() -> None:
    register_words({"kite.mend": ("修补", "Mended")}, details={"glue": ("胶水", "Glue")})
    assert verb_words("kite.mend", "en") == "Mended"
    assert as_lines([Entry("kite.mend")], "zh_Hans_CN")[0].text == "修补"
    assert detail("kite.mend", {"glue": "白胶"}) == "胶水：白胶"
    assert detail("kite.mend", {"glue": "white"}, "en") == "Glue: white"


def test_an_unknown_verb_and_an_unknown_detail_are_shown_by_their_names() -> None:
    assert as_lines([Entry("kite.paint", {"coats_of_paint": 2})], "en")[0].text == "kite.paint"
    assert detail("kite.paint", {"coats_of_paint": 2}, "en") == "coats of paint: 2"


def test_what_a_move_asked_for_is_said_with_the_words_of_its_form() -> None:
    register_workflow(KITE)
    told = {"wind": "gale", "note": "线断了", "from": "down", "to": "up"}
    assert detail("kite.launch", told) == "风力：大风 · 备注：线断了"
    assert detail("kite.launch", told, "en") == "Wind: Gale · Remark: 线断了"


def test_registered_values_have_words_too() -> None:
    register_words({}, details={"size": ("大小", "Size")}, values={"size": {"s": ("小", "Small")}})
    assert detail("kite.mend", {"size": "s"}) == "大小：小"
    assert detail("kite.mend", {"size": "xl"}) == "大小：xl"


def test_moments_and_days_are_local_and_have_their_weekday() -> None:
    assert detail("x.y", {"due_at": "2026-05-11T17:30:00+00:00"}) == "期限：2026-05-12 周二 01:30"
    assert detail("x.y", {"due_on": "2026-05-12"}, "en") == "Due: 2026-05-12 Tue"
    assert detail("x.y", {"note": "2026-99-99"}) == "说明：2026-99-99"


def test_keys_and_empty_values_are_not_shown_to_people() -> None:
    key = "0192f0aa-0000-7000-8000-000000000000"
    assert detail("x.y", {"plan_id": 5, "name": key, "note": "", "reason": None, "parts": {"a": 1}}) == ""


def test_photos_are_counted_and_lists_are_read_out() -> None:
    assert detail("x.y", {"photos": ["a" * 64, "b" * 64]}) == "照片：2 份"
    assert detail("x.y", {"photos": ["a" * 64]}, "en") == "Photos: 1"
    assert detail("x.y", {"name": ["甲", "乙"]}) == "名称：甲、乙"


def test_yes_no_and_numbers_are_short() -> None:
    assert detail("x.y", {"note": True, "round": 2}) == "说明：是 · 轮次：2"
    assert detail("x.y", {"round": 0.5}, "en") == "Round: 0.5"


def test_a_long_text_is_cut_and_its_line_breaks_joined() -> None:
    said = detail("x.y", {"note": "长\n" * 400})
    assert said.endswith("…")
    assert "\n" not in said
    assert len(said) < 170


def test_one_name_of_a_detail_says_different_things_of_different_kinds_of_thing() -> None:
    register_words(
        {}, values={"kite.shape": {"box": ("盒式", "Box kite")}, "shape": {"box": ("箱子", "Crate")}}
    )
    assert detail("kite.paint", {"shape": "box"}, "en") == "shape: Box kite"
    assert detail("lorry.load", {"shape": "box"}, "en") == "shape: Crate"


def test_the_system_and_the_public_are_named_in_the_reader_s_language() -> None:
    entries = [Entry("kite.launch", actor_name=name) for name in ("系统", "公众", "居民", "王工")]
    assert [each.who for each in as_lines(entries, "en")] == ["System", "Public", "Resident", "王工"]
    assert [each.who for each in as_lines(entries, "zh_Hans_CN")] == ["系统", "公众", "居民", "王工"]


def test_two_rooms_may_call_different_things_by_one_name() -> None:
    register_words(
        {"kite.tie": ("系线", "Tied")},
        details={"knot": ("绳结", "Knot")},
        values={"tone": {"a": ("响", "Loud")}},
    )
    register_words(
        {"ship.sail": ("启航", "Sailed")},
        details={"knot": ("节", "Speed")},
        values={"tone": {"a": ("汽笛", "Horn")}},
        also=("boat",),
    )
    assert detail("kite.tie", {"knot": 2, "tone": "a"}, "en") == "Knot: 2 · tone: Loud"
    assert detail("boat.row", {"knot": 2, "tone": "a"}, "en") == "Speed: 2 · tone: Horn"


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("gate.say", {"found": "no_data"}, "Records: Data missing"),
        ("gate_note.withdraw", {"condition": "handover.defects"}, "Line: No serious or major defect is open"),
        ("defect.raise", {"cause": "workmanship"}, "Workmanship"),
        ("hold.add", {"signers": ["supervisor", "owner"]}, "Sign: Supervisor, Owner"),
        ("trial.add", {"points": 3}, "Points: 3"),
        ("claim.file", {"covered": True}, "Covered: yes"),
    ],
)
def test_the_words_of_one_room_are_not_another_rooms(verb: str, data: dict[str, Any], said: str) -> None:
    for room in ROOMS:
        importlib.import_module(f"inspect_app.{room}.permits")
    assert detail(verb, data, "en").endswith(said)
