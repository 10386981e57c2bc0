"""Photos used at two sites: what a person may find of them, and the figures of looking them up."""

from typing import Final

#: what a person finds: (zh, en, tone)
FINDINGS: Final[dict[str, tuple[str, str, str]]] = {
    "reused": ("确属重复使用", "Used again", "bad"),
    "rightful": ("有正当理由", "Rightly used twice", "good"),
    "other": ("不是同一画面", "Not the same picture", "good"),
}
#: the platform's own figures: photos looked at in one run of the clock, and earlier uses looked at for each of them
AT_ONCE: Final = 40
MOST_FOUND: Final = 50
VERBS: Final[dict[str, tuple[str, str]]] = {
    "photo-repeat.find": ("发现照片可能用过", "A photo may have been used before"),
    "photo-repeat.decide": ("判定照片是否重复使用", "Decided on a photo used before"),
}
