"""Identity for machines: tokens, problems in their own format, and refusals by field."""

from tests.cast import PASSWORD


def test_an_account_gets_a_token_and_learns_who_it_is(caller):
    reply = caller().post("/api/session", json={"account": "supervisor", "password": PASSWORD})
    assert reply.status_code == 201
    client = caller()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {reply.json['token']}"
    assert client.get("/api/me").json["grants"][0]["role"] == "supervisor"


def test_a_wrong_password_answers_with_a_problem_document(caller):
    reply = caller().post("/api/session", json={"account": "supervisor", "password": "wrong"})
    assert (reply.status_code, reply.content_type) == (401, "application/problem+json")
    assert reply.json["type"] == "/problems/log-in-failed"


def test_bad_input_names_the_field_and_the_rule_in_the_callers_language(caller):
    chinese = caller("admin").post("/api/parties", json={"kind": "club", "nam": "x"})
    assert chinese.status_code == 422
    assert chinese.json["errors"]["name"] == ["必填"]
    assert chinese.json["errors"]["nam"] == ["没有这个字段"]
    assert chinese.json["errors"]["kind"][0].startswith("应为其中之一")
    english = caller("admin").post("/api/parties", json={}, headers={"Accept-Language": "en"})
    assert english.json["errors"]["kind"] == ["Missing data for required field."]


def test_broken_json_and_wrong_methods_are_refused_clearly(caller):
    client = caller("admin")
    broken = client.post("/api/parties", data=b"{", content_type="application/json")
    assert (broken.status_code, broken.json["type"]) == (400, "/problems/unreadable")
    wrong = client.delete("/api/parties")
    assert wrong.status_code == 405
    assert "POST" in wrong.headers["Allow"]
    assert client.get("/api/nothing").status_code == 404


def test_without_a_token_the_api_asks_for_one(caller):
    assert caller().get("/api/me").status_code == 401
    assert caller("owner").post("/api/parties", json={"kind": "owner", "name": "x"}).status_code == 403


def test_the_same_key_gives_the_same_reply_and_doubles_nothing(caller):
    client = caller("admin")
    body, key = {"kind": "contractor", "name": "一次公司"}, {"Idempotency-Key": "k1"}
    first = client.post("/api/parties", json=body, headers=key)
    again = client.post("/api/parties", json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    other = client.post("/api/parties", json={**body, "name": "别的公司"}, headers=key)
    assert other.status_code == 409
    listed = [row["name"] for row in client.get("/api/parties").json["rows"]]
    assert listed.count("一次公司") == 1
    assert "别的公司" not in listed
