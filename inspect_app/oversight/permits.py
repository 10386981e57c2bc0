"""Who may see the first pages, the risk board, the journal, and the state of the installation."""

from inspect_app.core.permits import anyone, holds, register

OFFICERS = ("admin", "authority")

register(
    {
        "home.read": (anyone,),
        "board.read": (holds(*OFFICERS, "inspector"),),
        "journal.list": (holds(*OFFICERS),),
        "journal.export": (holds(*OFFICERS),),
        "docs.read": (anyone,),
        "health.read": (anyone,),
    }
)
