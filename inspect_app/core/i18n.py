"""The person's language: Chinese unless they ask for English, said at the spot with `t(zh, en)`."""

from flask import has_request_context, request

LOCALES = ("zh_Hans_CN", "en")
COOKIE = "lang"


def locale() -> str:
    """Return the language of this request: `?lang=`, then the cookie, then Accept-Language, else Chinese."""
    if not has_request_context():
        return LOCALES[0]
    # Chosen once: a page asks hundreds of times.
    if "inspect.locale" not in request.environ:
        request.environ["inspect.locale"] = _choose()
    return str(request.environ["inspect.locale"])


def _choose() -> str:
    asked = request.args.get("lang") or request.cookies.get(COOKIE)
    if asked:
        return "en" if asked == "en" else LOCALES[0]
    best = request.accept_languages.best_match(["zh", "zh-CN", "en"], default="zh")
    # A browser set to neither language still gets Chinese: the users are in China.
    return "en" if best == "en" and request.path.startswith("/api") else LOCALES[0]


def t(zh: str, en: str) -> str:
    """Return the sentence in the person's language."""
    return en if locale() == "en" else zh
