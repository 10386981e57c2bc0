"""What is tested of a material when it comes on site, for anybody to ask."""

from datetime import date
from typing import Any

from inspect_app.core.rulebook import Answer, Edition, Input, Output, Rule, register
from inspect_app.materials.rules import CLAUSES, KINDS


def _entry(*, kind: str, **_on: Any) -> Answer:
    found = KINDS[kind]
    test = (
        (f"{found.zh}进场复验：{found.tests[0]}", f"{found.en}, tested on entry: {found.tests[1]}")
        if found.tested
        else (f"{found.zh}：核查质量证明文件和外观", f"{found.en}: its papers and its looks")
    )
    steps = [test]
    if found.watched:
        steps.append(("取样时建设或监理单位在场见证", "The owner or supervisor watches the sampling"))
    steps.append(("监理工程师签字后方可使用", "Used only once a supervising engineer has signed"))
    basis = f"{CLAUSES['test']}、{CLAUSES['sign']}；{found.basis}"
    return Answer({"tested": found.tested, "watched": found.watched}, tuple(steps), basis, found.verified)


register(
    Rule(
        "tests.material-entry", "材料进场检验", "Check of a material on entry",
        (Input("kind", "choice", "材料", "Material", choices=tuple((key, each.zh, each.en) for key, each in KINDS.items())),),
        (
            Output("tested", "boolean", "是否进场复验", "Tested again on entry"),
            Output("watched", "boolean", "是否见证取样", "Sampling is watched"),
        ),
        (Edition("《建设工程质量管理条例》第二十九、三十一、三十七条", since=date(2000, 1, 30)),),
        _entry, {"kind": "membrane"},
    ),
)  # fmt: skip
