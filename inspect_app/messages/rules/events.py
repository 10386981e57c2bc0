"""Which acts are told, and to whom: to parties a thing names, to roles of its project, to its resident."""

from dataclasses import dataclass

#: what a person may choose by, and a webhook may ask for -> words
TOPICS: dict[str, tuple[str, str]] = {
    "defect": ("缺陷工单", "Defects"),
    "notice": ("通知书", "Notices"),
    "hold": ("停检点", "Hold points"),
    "alarm": ("报警", "Alarms"),
    "acceptance": ("竣工验收、移交", "Acceptance and handover"),
    "claim": ("报修", "Warranty claims"),
    "complaint": ("投诉", "Complaints"),
    "dispute": ("纠纷调解", "Disputes"),
    "credit": ("信用", "Credit"),
}
#: and, where it is read from the broker, each reading as it is stored (`core.listening.READINGS`)
HOOK_TOPICS: dict[str, tuple[str, str]] = {**TOPICS, "readings": ("读数", "Readings")}
#: when quiet hours are not kept: never, always, or where the thing itself is grave
NEVER, ALWAYS, GRAVE = "never", "always", "grave"
GRAVE_SEVERITIES = ("major",)


#: kinds of things told of under the topic of another
_UNDER = {
    "certificate": "acceptance", "package": "acceptance", "reversion": "acceptance",
    "mediation": "dispute", "appraisal": "dispute", "blacklisting": "credit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """An act that is told: its words, the parties its thing names (by attribute), the roles on its project."""

    verb: str
    zh: str
    en: str
    parties: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    urgent: str = NEVER

    @property
    def topic(self) -> str:
        """Return what a person chooses by."""
        kind = self.verb.partition(".")[0]
        return _UNDER.get(kind, kind)


_LIABLE = ("liable_party_id",)
_SITE = ("contractor", "supervisor", "owner")
_SIDES = ("applicant_id", "respondent_id")
_OF_DISPUTE = ("dispute.applicant_id", "dispute.respondent_id")
_FIVE = ("owner", "designer", "surveyor", "contractor", "supervisor")
EVENTS: dict[str, Event] = {
    each.verb: each
    for each in (
        Event("defect.raise", "新工单，请接收", "New ticket to accept", _LIABLE, urgent=GRAVE),
        Event("defect.reassign", "工单改由贵单位负责", "Ticket made yours", _LIABLE, urgent=GRAVE),
        Event("defect.dispute", "责任单位提出异议", "Ticket disputed", roles=("supervisor", "owner")),
        Event("defect.more-time", "责任单位申请延期", "More time asked for", roles=("supervisor",)),
        Event("defect.plan", "整改方案待审批", "Plan to approve", roles=("supervisor",)),
        Event("defect.rectify", "整改已提交，请复查", "Fix handed in: re-check", roles=("supervisor",)),
        Event("defect.return", "复查退回", "Fix returned", _LIABLE),
        Event("defect.confirm", "复查合格", "Fix confirmed", _LIABLE),
        Event("defect.void", "工单作废", "Ticket void", _LIABLE),
        Event("defect.reopen", "作废已撤销，工单恢复", "Ticket open again", _LIABLE),
        # Each step to the one party it goes up to, which its entry names; the last to the authority, which is no party.
        Event("defect.escalate", "催办：工单等待处理", "Reminder: the ticket waits", roles=("authority",)),
        Event("defect.doubt", "工单的来源报警已撤回，请核实", "Its alarm was withdrawn: decide on the ticket", _LIABLE, ("supervisor",)),
        Event("defect.grant", "申请已同意", "Request granted", _LIABLE),
        Event("defect.refuse", "申请未同意", "Request refused", _LIABLE),
        Event("notice.issue", "收到通知书，请签收", "Notice to receive", ("addressee_id",), ("supervisor", "owner"), ALWAYS),
        Event("notice.ask", "报请复工检查", "Resume check asked for", roles=("authority", "supervisor")),
        Event("notice.resume", "同意复工", "Work may resume", ("addressee_id",)),
        Event("notice.refuse", "不同意复工", "Work may not resume", ("addressee_id",)),
        Event("notice.doubt", "通知书的来源报警已撤回，请核实", "Its alarm was withdrawn: decide on the notice",
              roles=("authority", "supervisor")),
        Event("notice.withdraw", "通知书已撤销", "Notice withdrawn", ("addressee_id",)),
        Event("hold.announce", "停检点报请检查", "Hold point announced", ("parts.party_id",)),
        Event("hold.refuse", "停检点不同意隐蔽", "Covering refused", roles=("contractor",)),
        Event("hold.release", "停检点准予隐蔽", "May be covered", roles=("contractor",)),
        Event("alarm.open", "设备报警", "Alarm", roles=_SITE, urgent=GRAVE),
        Event("alarm.reopen", "报警重新成立", "Alarm stands again", roles=_SITE, urgent=GRAVE),
        Event("alarm.retract", "报警撤回通知：原报警不成立", "Withdrawn: the alarm you were told of is void", roles=_SITE),
        Event("alarm.doubt", "报警数据存疑，请现场核实", "Alarm rests on doubtful readings: look and confirm", roles=_SITE),
        Event("alarm.remind", "报警无人确认，请处置", "Alarm nobody acknowledged", roles=_SITE, urgent=GRAVE),
        Event("alarm.escalate", "报警仍无人确认，已上报", "Alarm gone up", roles=(*_SITE, "authority"), urgent=GRAVE),
        Event("alarm.stand-down", "报警已处置或已恢复", "Alarm settled", roles=(*_SITE, "authority")),
        # For webhooks alone: that an alarm is over calls nobody to anything.
        Event("alarm.clear", "报警已解除", "Alarm cleared"),
        Event("alarm.withdraw", "报警已撤回", "Alarm withdrawn"),
        Event("acceptance.open", "竣工验收待签署", "Acceptance to sign", roles=_FIVE),
        Event("certificate.issue", "合格证书已签发", "Certificate issued", roles=_FIVE),
        Event("certificate.suspend", "合格证书已暂停", "Certificate suspended", roles=(*_FIVE, "authority")),
        Event("certificate.reinstate", "合格证书已恢复有效", "Certificate valid again", roles=_FIVE),
        Event("certificate.revoke", "合格证书已撤销", "Certificate revoked", roles=_FIVE),
        Event("certificate.supersede", "合格证书已更正换发", "Certificate corrected and replaced", roles=_FIVE),
        Event("package.offer", "移交包待逐项答复", "Package offered to you: decide on each asset", ("party_id",)),
        # To the one party its entry names; the last step to the authority, which is no party.
        Event("package.remind", "接收条件将到期", "Condition of a handover falls due", ("party_id",)),
        Event("package.escalate", "接收条件逾期未满足", "Condition of a handover is overdue", roles=("authority",)),
        Event("reversion.begin", "提出责任退回，请签署", "Charge is to revert: please sign", ("party_id",), ("owner",)),
        Event("reversion.order", "监督机构决定退回责任", "The authority ordered the charge back", ("party_id",), ("owner",)),
        Event("reversion.refuse", "对方不同意责任退回", "Reversion refused by the other side", ("party_id",), ("owner",)),
        Event("reversion.settle", "管理责任已退回", "Charge has reverted", ("party_id",), ("owner", "authority")),
        Event("claim.file", "新的报修", "New warranty claim", ("contractor_id", "owner_id")),
        Event("claim.dispatch", "报修已派单", "Claim dispatched", ("contractor_id",)),
        Event("claim.agree", "居民已选定上门时间", "Visit time chosen", ("contractor_id",)),
        Event("claim.contest", "居民反映没有修好", "Not repaired, says the resident", ("contractor_id", "owner_id")),
        Event("claim.decline", "施工单位认为不在保修范围", "Declined as not covered", ("owner_id",)),
        Event("claim.insist", "居民认为应当保修", "Declined claim insisted on", ("owner_id",)),
        Event("claim.take-over", "另请第三方维修", "Others repair it", ("contractor_id",)),
        Event("complaint.file", "新的投诉", "New complaint", ("accountable_party_id",)),
        Event("complaint.assign", "投诉转办，请接收", "Complaint offered to you", ("offered_party_id",)),
        Event("complaint.refuse", "对方未接收，投诉仍由贵单位负责", "Transfer refused", ("accountable_party_id",)),
        Event("complaint.decide", "指定贵单位负责投诉", "Complaint given to you", ("accountable_party_id",)),
        Event("complaint.raise", "投诉超期，已上报", "Overdue complaint gone up", roles=("street", "authority")),
        Event("complaint.reopen", "居民反映没有解决", "Not settled, says the resident", ("accountable_party_id",), ("street",)),
        Event("complaint.withdraw", "投诉已撤回", "Complaint withdrawn", ("accountable_party_id",)),
        Event("credit.propose", "拟记入信用", "Credit entry proposed", ("party_id",)),
        Event("credit.confirm", "信用记录已生效", "Credit entry in effect", ("party_id",)),
        Event("credit.object", "对信用记录提出异议", "Credit entry objected to", roles=("authority",)),
        Event("credit.dismiss", "信用异议被驳回", "Objection dismissed", ("party_id",)),
        Event("credit.allow", "信用异议成立", "Objection allowed", ("party_id",)),
        Event("credit.appeal", "对信用记录提出申诉", "Credit entry appealed against", roles=("authority",)),
        Event("credit.uphold", "信用申诉被驳回", "Appeal dismissed", ("party_id",)),
        Event("credit.overturn", "信用申诉成立", "Appeal allowed", ("party_id",)),
        Event("credit.correct", "信用记录已更正", "Credit entry corrected", ("party_id",)),
        Event("credit.withdraw", "信用记录已撤销", "Credit entry withdrawn", ("party_id",)),
        Event("credit.ask-repair", "申请信用修复", "Credit repair asked for", roles=("authority",)),
        Event("credit.repair", "同意信用修复", "Credit repaired", ("party_id",)),
        Event("credit.refuse-repair", "不予信用修复", "Credit repair refused", ("party_id",)),
        Event("blacklisting.propose", "拟列入黑名单，请陈述申辩", "Blacklisting proposed: be heard", ("party_id",), urgent=ALWAYS),
        Event("blacklisting.plead", "当事人已陈述申辩", "Party was heard on its blacklisting", roles=("authority",)),
        Event("blacklisting.enter", "已列入黑名单", "Put on the blacklist", ("party_id",)),
        Event("blacklisting.leave", "已移出黑名单", "Left the blacklist", ("party_id",)),
        Event("blacklisting.withdraw", "黑名单决定已撤销", "Blacklisting withdrawn", ("party_id",)),
        Event("dispute.open", "新的调解申请", "New request for mediation", ("mediator_id",)),
        Event("dispute.accept", "调解已受理，请答复是否同意", "Mediation offered: do you consent?", ("respondent_id",)),
        Event("dispute.decline", "调解申请不予受理", "Mediation not taken up", ("applicant_id",)),
        Event("dispute.consent", "对方同意调解", "The other side consents", ("applicant_id", "mediator_id")),
        Event("dispute.refuse", "对方不同意调解", "The other side does not consent", ("applicant_id", "mediator_id")),
        Event("dispute.draft", "调解协议待签字", "Agreement to sign", _SIDES),
        Event("dispute.rewrite", "调解协议重写", "Agreement to be written anew", _SIDES),
        Event("dispute.agree", "调解协议已生效", "Agreement in effect", _SIDES),
        Event("dispute.fail", "调解不成", "Mediation failed", _SIDES),
        Event("dispute.break", "回访：协议未履行", "Agreement not carried out", _SIDES),
        Event("dispute.withdraw", "调解申请已撤回", "Request for mediation withdrawn", ("respondent_id", "mediator_id")),
        Event("dispute.fall-late", "调解超过期限", "Mediation past its day", ("mediator_id",)),
        Event("dispute.remind", "司法确认期限将至", "Court's period ends soon", (*_SIDES, "mediator_id")),
        Event("mediation.call", "约定调解会", "Mediation meeting called", _OF_DISPUTE),
        Event("mediation.answer", "一方已答复能否参加调解会", "A side said whether it can come to the meeting", ("dispute.mediator_id",)),
        Event("appraisal.answer", "一方已答复鉴定时能否到场", "A side said whether it can be there", ("dispute.mediator_id",)),
        Event("appraisal.book", "已预约鉴定", "Expert appraisal booked", _OF_DISPUTE),
    )
}  # fmt: skip

#: acts the resident of a complaint is told by text message; the words come from the case, never the message
TO_THE_RESIDENT: dict[str, tuple[str, str]] = {
    "complaint.accept": ("已受理", "has been accepted"),
    "complaint.answer": ("有了答复", "has been answered"),
    "complaint.resolve": ("已处理，请您确认", "was settled: please confirm"),
    "complaint.close": ("已办结，请您评价", "was closed: please say how it went"),
    "complaint.extend": ("办理期限已延长", "takes longer: the period was extended"),
    "complaint.raise": ("超过期限，已上报", "is overdue and has gone up"),
    "complaint.remind": ("等您评价", "waits for your word"),
    "complaint.tell": ("有新的告知", "has news for you"),
}
#: acts on the claim a complaint was handed over as at which its resident has the next word
ON_ITS_CLAIM: dict[str, tuple[str, str]] = {
    "claim.propose": ("请您选上门时间", "has times to choose from"),
    "claim.repair": ("报告已修好，请您确认", "was repaired: please confirm"),
    "claim.repair-by-others": ("报告已修好，请您确认", "was repaired: please confirm"),
}

#: acts in the mediation of a case that its resident is told in the same way
OF_A_DISPUTE: dict[str, tuple[str, str]] = {
    "dispute.accept": ("的调解已受理", "is in mediation"),
    "dispute.decline": ("的调解申请未被受理", "is not taken into mediation"),
    "dispute.consent": ("的调解，对方已同意", "has the other side's consent to mediation"),
    "dispute.refuse": ("的调解，对方不同意", "has no mediation: the other side does not consent"),
    "dispute.draft": ("有调解协议等您签字", "has an agreement for you to sign"),
    "dispute.agree": ("的调解协议已生效", "has an agreement in effect"),
    "dispute.fail": ("的调解没有成功", "was not settled in mediation"),
    "dispute.break": ("的调解协议没有履行", "has an agreement that was not carried out"),
    "dispute.remind": ("的司法确认期限将到", "has few days left for the court's confirmation"),
    "mediation.call": ("约了调解会，请答复能否到场", "has a meeting: please say whether you can come"),
    "mediation.postpone": ("的调解会改了时间", "has its meeting at another time"),
    "mediation.cancel": ("的调解会已取消", "has its meeting cancelled"),
    "appraisal.book": (
        "约了鉴定，请答复能否到场",
        "has an expert's visit: please say whether you can be there",
    ),
    "appraisal.rebook": ("的鉴定改了时间", "has its expert's visit at another time"),
    "appraisal.cancel": ("的鉴定已取消", "has its expert's visit cancelled"),
}


def is_urgent(event: Event, severity: str) -> bool:
    """Say whether quiet hours are not kept for this act on a thing of this severity ("" where it has none)."""
    return event.urgent == ALWAYS or (event.urgent == GRAVE and severity in GRAVE_SEVERITIES)
