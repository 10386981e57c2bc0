"""The life of a delivery: waiting, sent, or given up and perhaps tried again; the ways there are."""

from inspect_app.core.workflow import Move, State, Workflow

DELIVERY = Workflow(
    kind="delivery",
    zh="发送",
    en="Delivery",
    states=(
        State("waiting", "待发送", "Waiting", "waiting"),
        State("sent", "已发送", "Sent", "good", final=True),
        State("dead", "发送失败", "Given up", "bad", final=True),
    ),
    moves=(
        Move("send", "已发出", "Sent", ("waiting",), "sent", stamp="sent_at", tone="good"),
        Move("give-up", "停止发送", "Gave up", ("waiting",), "dead", stamp="dead_at", tone="bad"),
        Move("try-again", "重新发送", "Try again", ("dead",), "waiting", tone="good"),
    ),
)
#: way -> words; what is told is always in the inbox, the others are for whoever wants them
CHANNELS: dict[str, tuple[str, str]] = {
    "email": ("电子邮件", "E-mail"),
    "sms": ("短信", "SMS"),
    "wechat": ("微信", "WeChat"),
}
WEBHOOK = "webhook"
ALL_CHANNELS: dict[str, tuple[str, str]] = {**CHANNELS, WEBHOOK: ("网络回调", "Webhook")}
#: ways used for a person who has chosen nothing: e-mail costs nobody's sleep, the others are asked for
CHOSEN_WITHOUT_ASKING = ("email",)
#: what a letter is on that tells of no act -> words; an act stands there by its verb
ABOUT: dict[str, tuple[str, str]] = {
    "code": ("短信验证码", "One-time code"),
    "email-code": ("邮箱验证码", "Code to an e-mail address"),
    "link": ("免登录链接", "Link without an account"),
    "link-code": ("免登录链接的验证码", "Code of a link"),
    "hook-test": ("测试网络回调", "Test of a webhook"),
    "resident": ("告知居民进展", "Word to the resident"),
}
#: why a letter was given up that nobody tried to send -> words
USELESS: dict[str, tuple[str, str]] = {
    "too-late": ("已过有效时间", "Too late to be of use"),
    "link-ended": ("链接已停用或工单已办结", "The link has ended, or its ticket is settled"),
    "address-forbidden": ("地址不在允许范围内", "The address is not one that may be reached"),
    "hook-ended": ("网络回调已停用", "The webhook has ended"),
    "account-closed": ("账号已停用", "The account is closed"),
    "nothing-left": ("内容或地址已清除", "Text or address is gone"),
}
VERBS: dict[str, tuple[str, str]] = {
    "message.read": ("已读消息", "Message read"),
    "message.read-all": ("全部标为已读", "All messages read"),
    "message.choose": ("修改消息设置", "Message choices changed"),
    "message.ask-email": ("索取邮箱验证码", "Code to an e-mail address asked for"),
    "message.prove-email": ("邮箱验证通过", "E-mail address shown to be one's own"),
    "message.renew-feed": ("更换日历地址", "Calendar address renewed"),
    "hook.add": ("添加网络回调", "Webhook added"),
    "hook.test": ("测试网络回调", "Webhook tested"),
    "hook.end": ("停用网络回调", "Webhook ended"),
    "phone.ask": ("索取短信验证码", "Phone code asked for"),
    "phone.enter": ("手机号验证通过", "Phone shown to be one's own"),
}
