"""Every refusal the product can give: one registry from slug to HTTP status and words in both languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: the media type of a refusal (RFC 9457)
PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of refusal: HTTP status and its sentence, with `{named}` details, in Chinese and English."""

    status: int
    zh: str
    en: str


REGISTRY: dict[str, Kind] = {
    "bad-input": Kind(422, "填写的内容有误，请按提示改正。", "Some fields need correcting."),
    "unreadable": Kind(400, "无法读取请求内容：{reason}", "The request cannot be read: {reason}"),
    "log-in-needed": Kind(401, "请先登录。", "Please log in first."),
    "log-in-failed": Kind(401, "账号、密码或验证码不对。", "Account, password or code is wrong."),
    "too-many-tries": Kind(
        429, "尝试次数过多，请在 {minutes} 分钟后再试。", "Too many tries; try again in {minutes} minutes."
    ),
    "forbidden": Kind(403, "您没有“{verb}”的权限。", "You may not do this: {verb}."),
    "form-expired": Kind(
        400, "页面已过期，请返回刷新后重试。", "The page has expired; go back, reload and try again."
    ),
    "not-found": Kind(404, "没有找到，或您无权查看。", "Not found, or not yours to see."),
    "wrong-method": Kind(405, "此地址不支持该操作。", "This address does not take that method."),
    "too-large": Kind(413, "内容过大，上限 {limit}。", "Too large; the limit is {limit}."),
    "wrong-media": Kind(415, "不支持的内容类型。", "This content type is not accepted."),
    "wrong-state": Kind(409, "当前状态为“{state}”，不能“{move}”。", "Not possible in state {state}: {move}."),
    "same-id-other-content": Kind(
        409,
        "编号 {id} 已存在且内容不同，保留先到的一份。",
        "Id {id} exists with other content; the first is kept.",
    ),
    "photos-missing": Kind(
        409,
        "有 {count} 张照片尚未收到，请先上传照片再提交。",
        "{count} photos have not arrived; send them first.",
    ),
    "changed-meanwhile": Kind(
        409, "记录已被他人更新，请刷新后重试。", "The record was changed meanwhile; reload and try again."
    ),
    "changed-before": Kind(
        412,
        "记录已被他人更新，现为第 {version} 版；请比较后重试。",
        "The record was changed meanwhile and is now version {version}; compare, then try again.",
    ),
    "conflict": Kind(409, "{zh}", "{en}"),
    "cold-file": Kind(
        409,
        "{month} 的历史读数文件 {file} {fault}，请管理员从备份恢复后再查。",
        "The file {file} with the readings of {month} {fault}: an administrator has to bring it back from a backup.",
    ),
    "busy": Kind(503, "系统繁忙，请稍后再试。", "Busy; try again shortly."),
    "broken": Kind(500, "系统出错，已记录（编号 {trace}）。", "Something broke on our side (trace {trace})."),
}


class Problem(Exception):
    """A refusal meant for a person or a machine: a slug of the registry, details, and errors by field.

    `errors` maps a field name to a list of `(zh, en)` pairs or plain strings. `keep` lets what was written
    before the refusal stand (a counted failure); otherwise nothing of the transaction remains.
    """

    def __init__(
        self,
        slug: str,
        *,
        errors: Mapping[str, Sequence[Any]] | None = None,
        keep: bool = False,
        **detail: object,
    ) -> None:
        super().__init__(slug)
        self.keep = keep
        self.slug = slug
        self.kind = REGISTRY[slug]
        self.errors = {name: list(found) for name, found in (errors or {}).items()}
        self.detail = detail
        #: what else the document of this refusal tells a machine
        self.members: dict[str, Any] = {}

    @property
    def status(self) -> int:
        """Return the HTTP status of this refusal."""
        return self.kind.status

    def words(self, locale: str) -> str:
        """Return the sentence for the person, in `locale` ('en' or Chinese for anything else)."""
        template = self.kind.en if locale == "en" else self.kind.zh
        detail = {name: _pick(value, locale) for name, value in self.detail.items()}
        return template.format(**detail)

    def field_words(self, locale: str) -> dict[str, list[str]]:
        """Return the errors by field as sentences in `locale`."""
        return {name: [str(_pick(each, locale)) for each in found] for name, found in self.errors.items()}


def _pick(value: object, locale: str) -> object:
    if isinstance(value, tuple) and len(value) == 2:
        return value[1] if locale == "en" else value[0]
    return value


def field_problem(name: str, zh: str, en: str) -> Problem:
    """Return the refusal of one field: `raise field_problem("due", "不能早于今天", "not before today")`."""
    return Problem("bad-input", errors={name: [(zh, en)]})
