"""The keys are there before the first paper: made once whoever starts together, and a spoiled one does not stop the web."""

import threading

from inspect_app.core import keys, office_key, place
from inspect_app.serving import prepare


def test_processes_that_start_together_agree_on_one_key(app, home):
    threads = [threading.Thread(target=prepare, args=(app,)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (kept,) = (place.home() / office_key.FOLDER).iterdir()
    assert keys.office_certificate()[0] == "good"
    before = kept.read_bytes()
    prepare(app)
    assert kept.read_bytes() == before


def test_a_spoiled_key_is_told_and_stops_nothing(app, home, capsys):
    folder = place.home() / office_key.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / office_key.FILE).write_text("no key")
    prepare(app)
    assert "the keys could not be prepared" in "".join(capsys.readouterr())
    assert (folder / office_key.FILE).read_text() == "no key"
