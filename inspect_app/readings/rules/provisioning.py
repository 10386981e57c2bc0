"""A device that registers itself: strategies, what it may ask for, and the answers, in the field names of ThingsBoard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from inspect_app.identity.rules import Throttle

Words = tuple[str, str]
#: what a key is good for -> (Chinese, English)
STRATEGIES: Final[dict[str, Words]] = {
    "new": ("允许新建设备", "New devices are registered"),
    "planned": ("仅限已登记、未认领的设备", "Only devices registered and not yet claimed"),
}
SUCCESS, FAILURE, NOT_FOUND = "SUCCESS", "FAILURE", "NOT_FOUND"
BASIC, TOKEN = "MQTT_BASIC", "ACCESS_TOKEN"
#: kinds of credentials ThingsBoard names; certificates are not given out here
CREDENTIALS: Final = (TOKEN, BASIC, "X509_CERTIFICATE")
#: the user name under which a device without a log-in of its own asks over MQTT, and where it asks and hears
PORCH, REQUEST, RESPONSE = "provision", "/provision/request", "/provision/response"
#: the platform's own figures
MOST_DEVICES, LONGEST = 2000, timedelta(days=366)
LEAST_SECRET, MOST_SECRET = 16, 200
GUESSES, GUESSES_HERE = Throttle(10, timedelta(minutes=15)), Throttle(40, timedelta(minutes=15))

VERBS: Final[dict[str, Words]] = {
    "provisioning-key.make": ("生成自助登记密钥", "made a provisioning key"),
    "provisioning-key.end": ("停用自助登记密钥", "ended a provisioning key"),
    "device.provision": ("设备凭自助登记密钥登记", "was provisioned with a key"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; `""` where a field was not sent."""

    device: str
    key: str
    secret: str
    credentials: str = ""
    token: str = ""
    username: str = ""
    password: str = ""
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: a status, and why not, or how to log in."""

    status: str
    why: Words = ("", "")
    credentials: str = ""
    value: str | Mapping[str, str] = ""
    username: str = ""

    def as_dict(self, *, english: bool) -> dict[str, Any]:
        """Return it in the field names of ThingsBoard; `userName` beside a token is ours."""
        if self.status != SUCCESS:
            return {"status": self.status, "errorMsg": self.why[1 if english else 0]}
        told = {"status": self.status, "credentialsType": self.credentials, "credentialsValue": self.value}
        return told | {"userName": self.username}


class Unfit(Exception):
    """The request cannot be met; the words say which field and why."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(field)
        self.words = f"{field}：{zh}", f"{field}: {en}"


#: field of ThingsBoard -> (ours, most characters); the hash of a certificate is not used
_FIELDS: Final = {
    "deviceName": ("device", 200), "provisionDeviceKey": ("key", 100), "provisionDeviceSecret": ("secret", 200),
    "credentialsType": ("credentials", 40), "token": ("token", 400), "username": ("username", 200),
    "password": ("password", 400), "clientId": ("client_id", 200),
}  # fmt: skip
_NEEDED: Final = ("deviceName", "provisionDeviceKey", "provisionDeviceSecret")


def read(body: Any) -> Asked:
    """Read a request from its JSON; raise Unfit for the first field that is missing or cannot be one."""
    if not isinstance(body, dict):
        raise Unfit("body", "应为对象", "must be an object")
    found: dict[str, str] = {}
    for name, (ours, most) in _FIELDS.items():
        value = body.get(name) or ""
        if not isinstance(value, str) or len(value) > most or not value.isprintable():
            raise Unfit(name, f"应为文字，最多 {most} 个字符", f"must be text of at most {most} characters")
        found[ours] = value.strip()
        if name in _NEEDED and not found[ours]:
            raise Unfit(name, "必填", "needed")
    return Asked(**found)


def brought(asked: Asked, username: str) -> str:
    """Return the secret the device brings along, "" for none; raise Unfit for one that cannot be taken."""
    if asked.credentials and asked.credentials not in (BASIC, TOKEN):
        raise Unfit(
            "credentialsType", f"只发放 {BASIC} 或 {TOKEN}", f"only {BASIC} and {TOKEN} are given out"
        )
    if asked.username and asked.username != username:
        raise Unfit("username", f"应为 {username}，或不填", f"must be {username}, or left out")
    name, secret = ("token", asked.token) if asked.credentials == TOKEN else ("password", asked.password)
    unused = asked.password if name == "token" else asked.token
    if unused:
        other = "password" if name == "token" else "token"
        raise Unfit(
            other, f"与 credentialsType 不符，应用 {name}", f"not with this credentialsType: use {name}"
        )
    if secret and not (
        LEAST_SECRET <= len(secret) <= MOST_SECRET and secret.isascii() and secret.isprintable()
    ):
        raise Unfit(
            name, f"应为 {LEAST_SECRET} 到 {MOST_SECRET} 个可打印的 ASCII 字符",
            f"must be {LEAST_SECRET} to {MOST_SECRET} printable ASCII characters",
        )  # fmt: skip
    return secret


def success(asked: Asked, username: str, secret: str, *, bare: bool) -> Answer:
    """Return the answer that tells how to log in; a `bare` one is heard by others and leaves the secret out."""
    if asked.credentials == TOKEN:
        return Answer(SUCCESS, credentials=TOKEN, value="" if bare else secret, username=username)
    value = {"clientId": asked.client_id or username, "userName": username}
    return Answer(
        SUCCESS, credentials=BASIC, value=value if bare else value | {"password": secret}, username=username
    )
