"""What is done in this room outside the moves of its lives, as timelines say it."""

Words = tuple[str, str]
VERBS: dict[str, Words] = {
    "warranty.start": ("保修期开始计算", "The warranty clocks started"),
    "warranty.near-end": ("保修即将届满", "The warranty is about to end"),
    "warranty.agree": ("登记更长的约定期限", "A longer term was agreed"),
    "warranty.notify": ("签发保修事项告知书", "Issued the notice of warranty matters"),
    "warranty.restart": ("修复部位的保修期重新起算", "The warranty of a repaired part began anew"),
    "claim.file": ("收到报修", "A claim was made"),
    "retention.hold": ("登记质量保证金", "Retention money recorded"),
    "release.ask": ("申请返还质量保证金", "Release asked for"),
    "return-visit.plan": ("安排回访", "Return visits planned"),
    "return-visit.answer": ("记录一户回访", "A household was visited"),
}
