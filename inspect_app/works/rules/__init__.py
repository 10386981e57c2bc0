"""The rules of the acceptance of works: its life, the usual division of a renovation, who signs on each level."""

from inspect_app.works.rules.division import DIVISIONS, ITEM_WORKS, LEVELS, name_of
from inspect_app.works.rules.life import CONCEDED, PAPERS, PASSED, UNDER_WAY, VERBS, VISUAL, WAYS, WORKFLOW
from inspect_app.works.rules.signing import BUILDERS, CLAUSES, POSTS, Post, next_post, posts

__all__ = [
    "BUILDERS", "CLAUSES", "CONCEDED", "DIVISIONS", "ITEM_WORKS", "LEVELS", "PAPERS", "PASSED", "POSTS", "UNDER_WAY", "VERBS", "VISUAL",
    "WAYS", "WORKFLOW", "Post", "name_of", "next_post", "posts",
]  # fmt: skip
