"""The first hour with an empty system: every step is found on the page before it, no address is typed."""

from collections.abc import Callable, Iterator

import pytest

from tests import running
from tests.e2e.browsing import Findings, Window
from tests.e2e.conftest import PASSWORD, command, publish_years
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240), pytest.mark.xdist_group("newcomer")]
#: kind -> (name, leader)
FIVE = {
    "建设单位": ("甲城市更新公司", "孙主任"),
    "勘察单位": ("乙勘察院", "吴工"),
    "设计单位": ("丙设计院", "钱工"),
    "施工单位": ("丁建筑公司", "王经理"),
    "监理单位": ("戊监理公司", "周总监"),
}
MENU = ".nav-main"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program started plainly, and the first administrator made as it says."""
    home = tmp_path_factory.mktemp("empty")
    publish_years(home)
    with running.program(home, "up", until="add-person") as up:
        command(up, "add-person", "--account", "chen", "--name", "陈工", "--party", "质安站",
                "--kind", "authority", "--role", "admin", "--password", PASSWORD)  # fmt: skip
        yield up


def test_a_newcomer_gets_from_the_first_log_in_to_the_first_visit(
    come: Callable[..., Window], findings: Findings
) -> None:
    admin = log_in(come("").go("/login"), "chen")
    admin.press("看项目").sees("还没有项目，从这里开始").press("添加参建单位")
    for kind, (name, _leader) in FIVE.items():
        admin.fill(kind=kind, name=name).press("添加").sees("单位已添加").press("添加单位")
    admin.press("项目", MENU).press("添加人员")
    for account, kind in (("owner", "建设单位"), ("supervisor", "监理单位"), ("officer", "监督机构")):
        party, leader = FIVE.get(kind, ("质安站", "郑科长"))
        bound = {"region": "110114"} if account == "officer" else {}
        admin.fill(account=account, name=leader, password=PASSWORD, party_id=party, role=kind, **bound)
        admin.press("添加").sees("人员已添加").press("添加人员")
    admin.press("项目", MENU).press("新建项目", nth=-1)
    admin.fill(name="南里改造工程", community="南里小区", site="p1", region="110114").press("建立项目")
    set_up(admin)
    admin.press("检查计划").fill(name="每周巡查", template_id="现场文明与安全巡查", party_id="戊监理公司")
    admin.press("制定计划并生成任务").sees("计划已制定")
    back(admin).sees("3 / 6").press("设备和平板（可选）").fill(name="tablet-01", kind="巡检平板")
    admin.press("登记设备").sees("密钥只显示这一次")
    assert "由建设单位或监理单位" in back(admin).sees("4 / 6").text()
    admin.close()

    officer = back(log_in(come("").go("/login"), "officer")).press("纳入计划、开工各项条件")
    for gate, words in (("plan_entry", "纳入改造计划"), ("start", "开工改造")):
        form = f"#{gate} form:has([name='line'][value='*'])"
        officer.page.locator(f"#{gate} summary", has_text="以同一理由").click()
        officer.fill(form, reason="平台启用前已办理，资料在街道")
        officer.press("特准并记入", f"#{gate}").sees("已记入说明")
        if gate == "plan_entry":
            officer.press(f"通过：{words}").sees("已通过")
    officer.close()

    owner = back(log_in(come("").go("/login"), "owner")).press("开工").sees("在建")
    assert "开工准备" not in owner.text()
    owner.close()
    supervisor = (
        log_in(come("").go("/login"), "supervisor").press("今日检查", MENU).sees("现场文明与安全巡查")
    )
    supervisor.close()
    assert findings.faults == [], "\n".join(findings.faults)


def log_in(window: Window, account: str) -> Window:
    """Log in and stand on the start page."""
    return window.fill(account=account, password=PASSWORD).press("登录")


def set_up(admin: Window) -> None:
    """Name the five parties in the order the page asks for them, and grow the building tree."""
    for kind, (name, leader) in FIVE.items():
        admin.sees("五方责任主体还缺")
        parties = "main form[action$='/parties']"
        assert admin.page.locator(f"{parties} [name='role'] option:checked").inner_text() == kind
        admin.fill(parties, party_id=name, leader=leader).press("添加参建单位")
    assert "还缺" not in admin.text()
    elements = "main form[action$='/elements']"
    admin.sees("先添加楼栋").fill(elements, name="1号楼").press("添加部位")
    admin.fill(elements, parent_id="1号楼", kind="屋面防水", name="屋面").press("添加部位")
    admin.press("完成，回到项目").sees("2 / 6")


def back(window: Window) -> Window:
    """Go to the project by the menu."""
    return window.press("项目", MENU).press("南里改造工程")
