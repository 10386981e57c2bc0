"""The record of a functional test (功能性试验记录) as a sealed paper."""

from datetime import datetime
from decimal import Decimal

from inspect_app.core import files, place
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.trials.models import Trial
from inspect_app.trials.rules import INPUTS, KINDS, OUTCOMES, SOURCES

TITLE = "功能性试验记录"
MOST_PHOTOS, MOST_POINTS = 6, 40


def sealed(trial: Trial, *, at: datetime) -> bytes:
    """Return the sealed PDF of a trial as it stands; the whole curve is in what is sealed with it."""
    told = {
        **trial.record, "state": trial.state, "outcome": trial.outcome, "steps": trial.steps, "basis": trial.basis,
        "verified": trial.verified, "sha256": trial.sha256,
    }  # fmt: skip
    kind, owner = KINDS[trial.kind], trial.project.party("owner")
    url = f"{place.address()}/trials/{trial.id}"
    paper = Paper(TITLE, trial.number, owner.name if owner else "", url, content_hash(told), at)
    state = trial.WORKFLOW.state(trial.state)
    paper.facts(
        [
            ("项目", trial.project.name), ("部位", trial.element.path), ("试验", kind.zh), ("试验单位", trial.party.name),
            ("开始时间", trial.began_at or "—"), ("工作压力", f"{trial.working} MPa" if trial.working else "—"),
            ("结论", OUTCOMES[trial.outcome][0] if trial.outcome else state.zh),
            ("数据来源", SOURCES[trial.source][0] + (f" {trial.device}" if trial.device else "")),
            ("量具编号", trial.gauge_no or "—"), ("检定证书", trial.certificate or "—"),
            ("检定有效期至", trial.valid_until or "—"),
            ("量程 / 分度值", f"{trial.full or '—'} / {trial.division or '—'} {kind.unit}"),
            *((INPUTS[name][0], f"{value} {INPUTS[name][2]}") for name, value in trial.given.items()),
        ]
    )  # fmt: skip
    _measured(paper, trial, kind.unit)
    if trial.steps:
        paper.heading("判定 Judgement")
        paper.text("\n\n".join(zh for zh, _en in trial.steps))
    pictures = [
        (files.read_copy(each.sha256, "public"), "现场照片") for each in files.attachments("trial", trial.id)[:MOST_PHOTOS]
    ]  # fmt: skip
    if pictures:
        paper.heading("照片 Photos")
        paper.photos(pictures)
    unsure = "" if trial.verified or not trial.basis else "（未核实 not verified）"
    paper.text(f"依据 Basis：{trial.basis or '—'}{unsure}；数据校验值 {trial.sha256 or '—'}", "note")
    paper.signatures(_signed(trial), "签认 Signatures")
    return issued(paper, told)


def _measured(paper: Paper, trial: Trial, unit: str) -> None:
    if trial.values:
        paper.heading(f"测值 Values（{unit}）")
        paper.text("  ".join(trial.values))
    if trial.curve:
        step = -(-len(trial.curve) // MOST_POINTS)
        shown = [*trial.curve[::step], *([trial.curve[-1]] if (len(trial.curve) - 1) % step else [])]
        paper.heading(f"曲线 Curve（共 {len(trial.curve)} 点，列出 {len(shown)} 点）")
        rows = [(f"{Decimal(at) / 60:.1f}", value) for at, value in shown]
        half = -(-len(rows) // 2)
        pairs = [
            (*one, *(rows[half + n] if half + n < len(rows) else ("", "")))
            for n, one in enumerate(rows[:half])
        ]
        paper.table(("时间 min", unit, "时间 min", unit), pairs, (1, 1, 1, 1), (0, 1, 2, 3))


def _signed(trial: Trial) -> list[Signed]:
    supervisor = trial.project.party("supervisor")
    return [
        Signed(trial.run_by_name, trial.party.name, PARTY_KINDS["contractor"][0], trial.run_at),
        Signed(trial.witnessed_by_name, supervisor.name if supervisor else "—", PARTY_KINDS["supervisor"][0], trial.witnessed_at),
    ]  # fmt: skip
