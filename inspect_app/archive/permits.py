"""Words of what is done with a project's archive; it is made at the desk of the instance, by nobody's permit."""

from inspect_app.core.timeline import register_words

register_words(
    {"project.bundle": ("导出证据包", "Bundle of evidence written")},
    details={"files": ("文件数", "Files"), "journal": ("日志末端", "End of the journal")},
)
