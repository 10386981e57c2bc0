"""Why a message became a dead letter: the words of each reason a reader of messages may give."""

#: slug of a reason -> why the message could not be read or taken, in both languages
UNREADABLE: dict[str, tuple[str, str]] = {
    "topic": ("主题不合规定", "the topic is not one of ours"),
    "kind": ("报文种类不认识，或不该由这台设备发送", "no such kind of message, or not from this device"),
    "size": ("报文过大", "the message is too big"),
    "json": ("不是正确的 JSON", "not well-formed JSON"),
    "utf8": ("不是 UTF-8 文字", "not UTF-8 text"),
    "type": ("字段类型不对", "a field has the wrong type"),
    "missing": ("缺少字段", "a field is missing"),
    "unknown": ("有不认识的字段", "a field is not known"),
    "duplicate": ("同一字段出现两次", "a field occurs twice"),
    "length": ("长度不合规定", "too long or too short"),
    "count": ("数量不合规定", "too many or too few"),
    "pattern": ("格式不对", "a field has the wrong form"),
    "choice": ("不在可选值之内", "not one of the choices"),
    "range": ("超出允许范围", "out of range"),
    "name": ("名称不合规定", "a name is not allowed"),
    "time": ("时间格式不对，应带时区", "not a moment with its time zone"),
    "value": ("没有对应的数值", "there is no value for it"),
    "must-understand": ("含有必须理解而平台不懂的字段", "holds a field that must be understood and is not"),
    "version": ("版本过新", "the version is too new"),
    "unit": ("单位前后不一", "the unit changed"),
    "codec": ("解析程序出错，已记入日志", "the reader failed; see the log"),
    "failed": ("处理时出错，已记入日志", "taking it failed; see the log"),
}
