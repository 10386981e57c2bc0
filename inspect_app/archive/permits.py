"""Who sees how complete an archive is and takes it along; a bundle is made at the desk of the instance, by nobody's permit."""

from inspect_app.archive.queries.completeness import READERS
from inspect_app.core.permits import acts_as, holds, register
from inspect_app.core.timeline import register_words

register(
    {
        "archive.list": (holds(*READERS),),
        "archive.read": (acts_as(*READERS),),
        "archive.take": (acts_as("admin", "authority", "owner"),),
    }
)
register_words(
    {
        "project.bundle": ("导出证据包", "Bundle of evidence written"),
        "project.archive": ("导出档案", "Archive handed over"),
    },
    details={"files": ("文件数", "Files"), "journal": ("日志末端", "End of the journal")},
)
