"""What a check of a paper found, as a state and as a sentence for whoever holds it."""

from dataclasses import dataclass
from typing import Any

from inspect_app.core.pades import Signed
from inspect_app.core.signing import key_id

#: what may be found -> words in Chinese and English
FINDINGS = {
    "good": ("签名有效，自签发后未作任何改动。", "Signed by a trusted key and unchanged since."),
    "intact": (
        "自签名后未作任何改动；请核对签名密钥是否为签发机构公布的密钥。",
        "Unchanged since it was signed; compare the key with the one its issuer publishes.",
    ),
    "stranger": ("未作改动，但签名密钥不在信任之列。", "Unchanged, but signed by a key that is not trusted."),
    "changed": ("签发后已被改动：{zh}。", "Changed since it was issued: {en}."),
    "unsigned": ("没有签名，不是本系统签发的文件。", "Not signed: not a paper issued by this system."),
    "unreadable": ("文件已损坏，无法读取。", "Broken: it cannot be read."),
}
PARTS = {
    "record": ("机读记录", "the record"),
    "pages": ("页数", "the number of pages"),
    "signature": ("签名", "the signature"),
    "office": ("机构签名或其后的内容", "the office's signature, or what follows it"),
    "file": ("文件字节（记录与页面内容未变）", "bytes of the file (record and pages are as issued)"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: the state, the key, which parts were changed, and the record the file carries."""

    state: str
    public: str | None = None
    changed: tuple[str, ...] = ()
    record: Any = None
    #: the office's signature; None on papers from before it, and where the file was changed
    office: Signed | None = None

    @property
    def good(self) -> bool:
        """Say whether the paper may be relied on: unchanged, and signed by a trusted key."""
        return self.state == "good"

    @property
    def key(self) -> str | None:
        """Return the short name of the key that signed."""
        return key_id(self.public) if self.public else None

    def words(self, locale: str) -> str:
        """Return the finding as a sentence ('en', or Chinese for anything else)."""
        parts = [PARTS.get(each) or _named(each) for each in self.changed]
        zh, en = "、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)
        return FINDINGS[self.state][locale == "en"].format(zh=zh, en=en)


def _named(part: str) -> tuple[str, str]:
    kind, _, name = part.partition(" ")
    return (f"第 {name} 页", part) if kind == "page" else (f"附件 {name}", part)
