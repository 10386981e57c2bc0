"""What letters say, in both languages: a line or two, a link, and nothing that the link does not guard."""


def subject(words: tuple[str, str], title: str) -> tuple[str, str]:
    """Return the subject of a letter on a thing."""
    return f"{words[0]}：{title}", f"{words[1]}: {title}"


def body(words: tuple[str, str], title: str, place: str, url: str) -> tuple[str, str]:
    """Return the text of a letter on a thing: what, which, where, and where to read on."""
    return (
        f"{words[0]}\n{title}\n{place}\n{url}\n\n在“消息设置”中可以选择接收方式和免打扰时段。",
        f"{words[1]}\n{title}\n{place}\n{url}\n\nChoose the ways and the quiet hours under “Message choices”.",
    )


def short(words: tuple[str, str], title: str, url: str) -> tuple[str, str]:
    """Return the text of a short message on a thing."""
    return f"【安居巡检】{words[0]}：{title} {url}", f"[Inspect] {words[1]}: {title} {url}"


def to_resident(number: str, words: tuple[str, str], address: str) -> str:
    """Return what a resident is told by text message: which case and how far, for the rest number and code."""
    return f"【安居巡检】您的投诉 {number} {words[0]}。凭编号和查询码，或用本手机号查看：{address}/complaints/follow"


def code(digits: str, minutes: int) -> str:
    """Return the text message that brings a one-time code."""
    return f"【安居巡检】验证码 {digits}，{minutes} 分钟内有效。不是您本人操作请忽略，请勿告诉他人。"


def email_code(digits: str, minutes: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return subject and text, in both languages, of the letter that brings a code to a new address."""
    zh = f"验证码 {digits}，{minutes} 分钟内有效。在“消息设置”中填入后，信件才会寄到这个地址。不是您本人操作请忽略。"
    en = f"Code {digits}, good for {minutes} minutes: letters come here once it is entered. If you did not ask, ignore it."
    return ("安居巡检：确认您的邮箱", "Inspect: confirm your e-mail address"), (zh, en)


def vote_code(number: str, shown: str, url: str) -> str:
    """Return the text message that brings an owner the number and code of a vote."""
    return f"【安居巡检】业主表决，编号 {number}，投票码 {shown}，投票网址 {url}。请勿转发，凭码即可投票。"


def link(number: str, url: str) -> str:
    """Return the text message that brings a ticket's link; its code comes in another."""
    return f"【安居巡检】贵单位有整改工单 {number}，请打开 {url} 处理，验证码另行发送。"


def link_code(number: str, shown: str) -> str:
    """Return the text message that brings the code of a ticket's link."""
    return f"【安居巡检】整改工单 {number} 的验证码：{shown}"
