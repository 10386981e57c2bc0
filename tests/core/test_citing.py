"""A clause is cited in the reader's language."""

import re

import pytest

from inspect_app.acceptance.rules import letter
from inspect_app.acceptance.rules.gate import REQUIREMENTS
from inspect_app.acceptance.rules.lives import FILING
from inspect_app.asking import load
from inspect_app.core.citing import cited, number
from inspect_app.core.rulebook import rules as rules_of_all
from inspect_app.gates.rules.lines import GATES, LINES
from inspect_app.warranty import rules


@pytest.mark.parametrize(
    ("clause", "english"),
    [
        ("《建设工程质量管理条例》第四十条（二）", "Decree 279 (construction quality) art. 40(2)"),
        ("《建设工程质量管理条例》第四十条第二款", "Decree 279 (construction quality) art. 40 para. 2"),
        ("建质〔2013〕171号 第五条（十）", "Circular Jianzhi [2013] 171 art. 5(10)"),
        (
            "《建设工程质量管理条例》第三十九条、第四十条；《民用建筑节能条例》第二十三条",
            "Decree 279 (construction quality) art. 39, art. 40; Decree 530 (building energy) art. 23",
        ),
        ("GB 50207-2012 找平层", "GB 50207-2012 找平层"),
        ("《民法典》第二百零一至二百零三条", "Civil Code art. 201–203"),
        (
            "《建设工程质量管理条例》第二十九、三十一、三十七条",
            "Decree 279 (construction quality) art. 29, 31, 37",
        ),
        ("JGJ 59-2011 第4.0.3条第5款", "JGJ 59-2011 art. 4.0.3(5)"),
        ("JGJ 59-2011 表B.10；GB 50300-2013 附录D", "JGJ 59-2011 table B.10; GB 50300-2013 appendix D"),
    ],
)
def test_known_rules_and_articles_are_said_in_english_and_the_rest_stays(clause, english):
    assert cited(clause, "en") == english
    assert cited(clause, "zh_Hans_CN") == clause


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("九", 9), ("十", 10), ("十六", 16), ("四十", 40), ("四十九", 49), ("二百零三", 203)],
)
def test_numerals_are_read(numeral, value):
    assert number(numeral) == value


def test_every_clause_of_gate_and_warranty_is_whole_in_english():
    clauses = [each.clause for each in (*REQUIREMENTS, *LINES, *GATES.values())] + [
        each.basis for each in letter.PERIODS
    ]
    for clause in (*clauses, FILING.basis, rules.REPAIR, rules.REWORK, rules.LETTER):
        assert cited(clause, "en").isascii(), clause


def test_every_basis_of_the_rulebook_is_whole_in_english():
    load()
    for rule in rules_of_all():
        for edition in rule.editions:
            said = cited(edition.basis, "en")
            assert not re.search("[\u3000-\u9fff\uff00-\uffef]", said), (rule.key, said)
