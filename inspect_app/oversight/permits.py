"""Who may see the first pages, the risk board, the journal, the state of the installation and what failed in it."""

from inspect_app.core.permits import anyone, everywhere, holds, register

OFFICERS = ("admin", "authority")

register(
    {
        "home.read": (anyone,),
        "board.read": (holds(*OFFICERS, "inspector"),),
        "journal.list": (holds(*OFFICERS),),
        "journal.export": (holds(*OFFICERS),),
        "reaction.list": (everywhere("admin"),),
        "reaction.run-again": (everywhere("admin"),),
        "docs.read": (anyone,),
        # The law is nobody's secret: whoever is hit by a figure may compute it again.
        "rule.ask": (anyone,),
        "health.read": (anyone,),
    }
)
