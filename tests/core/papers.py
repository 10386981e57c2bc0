"""A certificate for the tests, of as many rows as wanted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pypdf import PdfReader, PdfWriter

from inspect_app.core import office_key
from inspect_app.core import seal as seals
from inspect_app.core.canonical import content_hash
from inspect_app.core.office_key import OfficeKey
from inspect_app.core.paper import Paper, Signed
from inspect_app.core.signing import SigningKey
from tests.core import pictures

Change = Callable[[PdfWriter], None]
AT = datetime(2026, 5, 1, 2, 30, tzinfo=UTC)
HOSTILE = (
    """<b>open <img src="/etc/hostname"/> <a href="javascript:alert(1)">x</a> &amp; ]]> </para> {x} %s \\"""
)


@cache
def office() -> OfficeKey:
    """Return an office's key, older than the papers here; made once in a process, for that takes a while."""
    return office_key.made("监督站 Inspectorate", AT - timedelta(days=30))


def record(rows: int = 5) -> dict[str, Any]:
    """Return what the certificate certifies."""
    return {"number": "HGZ-2026-000123", "conclusion": "验收合格", "items": [{"n": n} for n in range(rows)]}


def blank(data: Any = None, **changed: Any) -> Paper:
    """Return a paper with nothing on it yet."""
    given = {
        "title": "老旧小区改造工程质量验收合格证书",
        "number": "HGZ-2026-000123",
        "organisation": "昌平区质量安全监督站",
        "url": "https://inspect.example.org/v/AbCdEfGh-0123456789",
        "content_hash": content_hash(record() if data is None else data),
        "issued_at": AT,
    }
    return Paper(**{**given, **changed})


def certificate(rows: int = 5) -> Paper:
    """Return a whole certificate."""
    paper = blank(record(rows))
    paper.facts([("项目名称", "西环里小区老旧改造（二期）"), ("验收日期", date(2026, 4, 30)), ("备注", None)])
    paper.heading("一、验收结论")
    paper.text(
        "经组织五方验收，工程质量符合设计文件与国家有关标准，验收合格。\n\n自验收合格之日起承担保修责任。"
    )
    paper.checks([(True, "设计与合同约定内容全部完成"), (False, "消防备案"), (None, "住户分户验收")])
    paper.heading("二、检验项目")
    body = [[n, f"{n % 6 + 1}号楼 / 屋面", "淋水试验", f"{n * 1.37:.2f}", True] for n in range(1, rows + 1)]
    paper.table(["序号", "部位", "检验项目", "实测值", "结论"], body, widths=[1, 3, 6, 2, 1.3], right=[3])
    paper.photos([(pictures.photo(1, exif=pictures.camera_data(6)), "屋面 after"), (b"no picture", "坏图")])
    paper.heading("三、签署")
    drawn = pictures.encoded(pictures.quarters(200, 60), "PNG")
    paper.signatures(
        [
            Signed("王建国", "安居城市更新公司", "建设单位项目负责人", AT),
            Signed("李敏", "正信监理公司", "总监理工程师", AT, drawn),
            Signed("赵𠮷", "安居建设集团", "施工单位项目经理"),
        ]
    )
    return paper


def new_key() -> SigningKey:
    """Return a key of an installation."""
    private = Ed25519PrivateKey.generate()
    return SigningKey(private, private.public_key().public_bytes_raw().hex())


KEY = new_key()


def seal(paper: Paper, data: object, key: SigningKey) -> bytes:
    """Return a paper with all its signatures, the office's key being that of the tests."""
    return seals.seal(paper, data, key, office().office, {"evidence.json": {"items": [1, 2]}})


def line_of(pdf: bytes) -> bytes:
    """Return the signature line of a paper."""
    start = pdf.rindex(seals.MARK)
    return pdf[start : pdf.index(b"\n", start) + 1]


def rewritten(pdf: bytes, change: Change = lambda writer: None) -> bytes:
    """The file as another program writes it, after a change."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
