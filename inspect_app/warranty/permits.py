"""Who may see the warranty of a project: those who see the project; and anyone may ask whether they are covered."""

from inspect_app.core.permits import acts_as, anyone, register
from inspect_app.core.timeline import register_words
from inspect_app.projects.permits import ALL
from inspect_app.warranty.rules import VERBS

register({"warranty.read": (acts_as(*ALL),), "warranty.ask": (anyone,)})
register_words(
    VERBS,
    details={"clocks": ("部位数", "Elements"), "ends_on": ("届满", "Ends"), "element": ("部位", "Element")},
)
