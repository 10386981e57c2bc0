"""From a line of a certificate to the thing itself by clicks: whoever may see it is led there, nobody else."""

import re
from typing import Any

from inspect_app.acceptance import queries
from inspect_app.core.db import transaction
from tests import make, trialing
from tests.cast import Cast
from tests.gating import override


def test_each_line_leads_to_its_thing_and_on_to_what_that_rests_on(browser: Any, cast: Cast) -> None:
    project = cast.project()
    make.defect(project, to="closed")
    make.hold(project, to="covered")
    trialing.trial(project, trialing.element(project))
    with transaction():
        override(project, "completion", at=make.NOW)  # other parts of it are not tested here
    one = make.certificate(project)
    kinds = {each["kind"] for each in one.evidence}
    assert {"check", "defect", "hold", "trial", "document", "photo"} <= kinds
    client, url = browser("officer"), f"/certificates/{one.id}/evidence"
    assert f'href="{url}"' in client.get(f"/certificates/{one.id}").text
    page = client.get(url).text
    ways = set(re.findall(r'<th scope="row"[^>]*><div><a href="(/[^"]+)"', page))
    assert {each.split("/")[1] for each in ways} >= {"submissions", "defects", "holds", "trials"}
    for each in sorted(ways):
        assert client.get(each).status_code == 200, each
    for line in queries.chain(one, cast.officer):
        assert line.sha256 in page
    only = client.get(f"{url}?kind=defect").text
    assert re.findall(r'<th scope="row"[^>]*><div><a href="/([a-z]+)/', only) == ["defects"]
    assert client.get(f"{url}?as=csv").status_code == 200


def test_a_reader_without_sight_of_a_thing_reads_its_hash_and_no_way_to_it(cast: Cast) -> None:
    project = cast.project()
    make.defect(project, to="closed")
    one = make.certificate(project)
    told = list(queries.chain(one, cast.utility))
    assert len(told) == len(one.evidence)
    assert {each.path for each in told if each.kind in ("defect", "check")} == {""}
