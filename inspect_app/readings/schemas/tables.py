"""What the lists of devices, alarms and dead letters hand out as files."""

from datetime import UTC, datetime
from typing import Any

from inspect_app.core.i18n import t
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.readings.rules.grades import REASONS
from inspect_app.readings.rules.lives import DEVICE, DEVICE_KINDS, LETTER
from inspect_app.readings.rules.quantities import QUANTITIES
from inspect_app.readings.rules.reasons import UNREADABLE


def _ms(name: str) -> Any:
    def read(row: Any) -> datetime | None:
        ms = getattr(row, name)
        return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)

    return read


ALARMS = Table("alarms", "报警", "Alarms", (
    Column("报警", "Alarm", worded("zh", {})), Column("监测量", "Quantity", worded("channel.quantity", QUANTITIES)),
    Column("项目", "Project", "project.name"), Column("设备", "Device", "channel.device.name"),
    Column("开始", "Began", _ms("began_ms")), Column("结束", "Ended", _ms("cleared_ms")),
    Column("峰值", "Peak", "peak"), Column("限值", "Limit", "limit_value"), Column("单位", "Unit", lambda row: row.units[0]),
    Column("确认时间", "Acknowledged", "acknowledged_at"), Column("撤销", "Withdrawn", "withdrawn_at"),
    Column("存疑原因", "In doubt because", lambda row: t(REASONS[row.doubt].zh, REASONS[row.doubt].en) if row.doubt else ""),
    Column("核实时间", "Confirmed", "confirmed_at"),
))  # fmt: skip
DEVICES = Table("devices", "设备", "Devices", (
    Column("名称", "Name", "name"), Column("说明", "Label", "label"), Column("类别", "Kind", worded("kind", DEVICE_KINDS)),
    Column("状态", "State", lived(DEVICE)), Column("测点", "Channels", lambda row: len(row.channels)),
    Column("最近上传", "Last heard", "last_seen_at"),
))  # fmt: skip
PROFILES = Table("mapping-profiles", "映射配置", "Mapping profiles", (
    Column("编号", "Key", "key"), Column("厂家", "Maker", "maker"), Column("型号", "Model", "model"),
    Column("报文格式", "Payload", "codec"), Column("字段", "Fields", lambda row: len(row.fields)), Column("依据", "Basis", "basis"),
    Column("已核实", "Verified", lambda row: row.verified), Column("设定人", "Set by", "set_by"), Column("生效", "Since", "since"),
    Column("停用", "Until", "until"),
))  # fmt: skip
MONTHS = Table("cold-months", "历史读数", "Cold months", (
    Column("项目", "Project", "project.name"), Column("月份", "Month", "month"), Column("文件序号", "Part", "part"),
    Column("读数", "Readings", "rows"), Column("字节", "Bytes", "bytes"), Column("文件", "File", "file"),
    Column("文件 SHA-256", "SHA-256 of the file", "sha256"), Column("读数 SHA-256", "SHA-256 of the readings", "rows_sha256"),
    Column("写入", "Written", "written_at"),
))  # fmt: skip
LETTERS = Table("dead-letters", "死信", "Dead letters", (
    Column("主题", "Topic", "topic"), Column("原因", "Reason", worded("reason", UNREADABLE)), Column("说明", "Detail", "detail"),
    Column("状态", "State", lived(LETTER)), Column("次数", "Times", "times"),
    Column("字节", "Bytes", lambda row: len(row.payload)), Column("最近收到", "Last received", "last_at"),
))  # fmt: skip
