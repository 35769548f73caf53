"""The addon comes, is updated and goes without a warning and without a trace."""

import ast
import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from conftest import ROOT

from launcher.cache import log_problems
from launcher.odoo import doing, problems
from launcher.process import stop, tail
from launcher.progress import step
from launcher.system import free_port, port_is_free
from launcher.workspace import ADDON, Workspace

GLUE = [folder.name for folder in Workspace.here().glue]
# What each glue addon depends on beside ours.
GLUE_APPLICATIONS = sorted(
    {
        name
        for folder in Workspace.here().glue
        for name in ast.literal_eval((folder / "__manifest__.py").read_text())["depends"]
    }
    - {ADDON}
)
UNINSTALL_APPLICATIONS = """
env["ir.module.module"].search([("name", "in", {})]).button_immediate_uninstall()
env.cr.commit()
"""
ONE_NIGHT = """
env["care.profile"]._cron_refresh_profiles()
env["care.touchpoint"]._cron_generate_touchpoints()
assert env["care.profile"].search([("turnover_12m", ">", 0)])
print("THE NIGHT IS OVER")
"""
LEFT_BY_GLUE = {
    "indexes": "SELECT indexname FROM pg_indexes WHERE indexname = 'sale_order__care_margin_idx'",
    "figures": "SELECT id FROM care_profile WHERE profit_12m IS NOT NULL",
    "margins": "SELECT id FROM care_account_plan WHERE past_margin_percent IS NOT NULL",
}
OWN_SURVEY = "A survey of our own"
ASK = f"""
survey = env.ref("{ADDON}.survey_relationship").copy()
survey.title = "{OWN_SURVEY}"
env.company.care_quiet_days = 0
campaign = env["care.campaign"].create(
    {{"name": "Before", "survey_id": survey.id, "respondents": "all", "date_end": "2099-12-31"}}
)
campaign.action_start()
env["care.campaign"]._cron_run_campaigns()
sheet = campaign.invitation_ids.user_input_id[0]
sheet._save_lines(survey.question_ids[0], "4")
sheet._mark_done()
assert campaign.answer_ids.satisfaction == 4
env.cr.commit()
"""
LEFT_OF_CAMPAIGNS = {
    "surveys that only we know": "SELECT id FROM survey_survey WHERE survey_type = 'care'",
    "mails that wait": "SELECT id FROM mail_message WHERE model = 'care.invitation'",
}
UNINSTALL = f"""
env["ir.module.module"].search([("name", "=", "{ADDON}")]).button_immediate_uninstall()
env.cr.commit()
"""
LEFT_IN_THE_CATALOGUE = {
    "columns": r"""SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name LIKE 'care\_%'""",
    "tables and views": r"SELECT relname FROM pg_class WHERE relname LIKE 'care\_%'",
    "triggers": r"SELECT tgname FROM pg_trigger WHERE tgname LIKE 'care\_%'",
    "functions": r"SELECT proname FROM pg_proc WHERE proname LIKE 'care\_%'",
    "constraints": r"""SELECT conname FROM pg_constraint
        WHERE conname LIKE 'care\_%' OR conname LIKE '%\_care\_%'""",
    "indexes": r"""SELECT indexname FROM pg_indexes
        WHERE indexname LIKE 'care\_%' OR indexname LIKE '%\_care\_%'""",
}
LEFT_IN_ODOO = {
    "records of the module": f"SELECT name FROM ir_model_data WHERE module = '{ADDON}'",
    "models": r"SELECT model FROM ir_model WHERE model LIKE 'care.%'",
    "fields": r"SELECT model || '.' || name FROM ir_model_fields WHERE name LIKE 'care\_%'",
    "actions and crons": r"""SELECT s.name::text FROM ir_act_server s
        JOIN ir_model m ON m.id = s.model_id WHERE m.model LIKE 'care.%'""",
    "crons without an action": r"""SELECT c.id::text FROM ir_cron c
        LEFT JOIN ir_act_server s ON s.id = c.ir_actions_server_id WHERE s.id IS NULL""",
    "views": f"SELECT key FROM ir_ui_view WHERE key LIKE '{ADDON}.%'",
    "assets": f"SELECT path FROM ir_asset WHERE path LIKE '%{ADDON}/%'",
}


def rows(kit, database, query):
    """Return the first column of a query."""
    with kit.databases.connect(database) as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def run_script(kit, database, code, log, tmp_path):
    """Run code in an Odoo shell on the database."""
    script = tmp_path / "script.py"
    script.write_text(code)
    with script.open("rb") as source, step("Running a script") as current:
        program = kit.odoo.program(
            "script", "shell", "-d", database, "--no-http", log=log, stdin=source, timeout=300
        )
        program.check(current, doing)


@pytest.fixture(scope="module")
def uninstalled(kit, tmp_path_factory):
    """A database that had the addon with its demo data, and the log of its removal."""
    folder = tmp_path_factory.mktemp("uninstall")
    with kit.databases.throwaway(kit.cache.quick(), "gone") as database:
        run_script(kit, database, ASK, folder / "asked", folder)
        run_script(kit, database, UNINSTALL, folder / "log", folder)
        yield database, folder / "log"


def uninstall_applications(kit, database, log, tmp_path):
    """Uninstall the applications that glue is for, and with them the glue."""
    run_script(kit, database, UNINSTALL_APPLICATIONS.format(GLUE_APPLICATIONS), log, tmp_path)


def states(kit, database, names):
    """Return what has become of these modules."""
    return {kit.databases.module_state(database, name) for name in names}


def test_installs_without_demo_data_and_without_applications_of_glue(kit, tmp_path):
    with kit.databases.throwaway(kit.cache.template(demo=False), "bare") as database:
        uninstall_applications(kit, database, tmp_path / "before", tmp_path)
        kit.cache.install(database, "Installing without demo data", tmp_path / "log")
        assert not log_problems(tmp_path / "log")
        assert rows(kit, database, "SELECT count(*) FROM ir_module_module WHERE demo") == [0]
        assert states(kit, database, GLUE_APPLICATIONS) == {"uninstalled"}
        assert states(kit, database, GLUE) == {"uninstalled"}


def test_glue_goes_with_its_application_and_leaves_the_addon_working(kit, tmp_path):
    with kit.databases.throwaway(kit.cache.quick(), "unglued") as database:
        assert states(kit, database, GLUE) == {"installed"}
        uninstall_applications(kit, database, tmp_path / "gone", tmp_path)
        assert states(kit, database, GLUE) == {"uninstalled"}
        left = f"SELECT name FROM ir_model_data WHERE module LIKE '{ADDON}\\_%'"
        assert rows(kit, database, left) == []
        for table, query in LEFT_BY_GLUE.items():
            assert rows(kit, database, query) == [], table
        kit.cache.update(database, "The update without glue", tmp_path / "update")
        assert not log_problems(tmp_path / "update")
        run_script(kit, database, ONE_NIGHT, tmp_path / "night", tmp_path)
        assert "THE NIGHT IS OVER" in tail(tmp_path / "night")


def test_updates_twice_without_a_warning(kit, tmp_path):
    with kit.databases.throwaway(kit.cache.quick(), "update") as database:
        for turn in ("first", "second"):
            kit.cache.update(database, f"The {turn} update", tmp_path / turn)
            assert not log_problems(tmp_path / turn)


def test_uninstalling_logs_no_warning(uninstalled):
    """Odoo tries to delete all records of a model at once, then one by one: it logs the former."""
    _database, log = uninstalled
    text = log.read_text(encoding="utf-8")
    assert [found for found in problems(text) if "foreign key" not in found] == []


@pytest.mark.parametrize("kind", [*LEFT_IN_THE_CATALOGUE, *LEFT_IN_ODOO])
def test_uninstalling_leaves_nothing(kit, uninstalled, kind):
    query = {**LEFT_IN_THE_CATALOGUE, **LEFT_IN_ODOO}[kind]
    assert rows(kit, uninstalled[0], query) == []


def test_a_survey_of_ones_own_keeps_its_sheets_without_campaigns(kit, uninstalled):
    database = uninstalled[0]
    for what, query in LEFT_OF_CAMPAIGNS.items():
        assert rows(kit, database, query) == [], what
    answered = f"""SELECT l.value_scale FROM survey_user_input_line l
        JOIN survey_user_input u ON u.id = l.user_input_id AND u.state = 'done'
        JOIN survey_survey s ON s.id = u.survey_id AND s.title->>'en_US' = '{OWN_SURVEY}'"""
    assert rows(kit, database, answered) == [4]


def test_the_module_counts_as_uninstalled(kit, uninstalled):
    assert kit.databases.module_state(uninstalled[0], ADDON) == "uninstalled"


class Visitor:
    """Somebody with a browser, as far as this needs no scripts."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path):
        """Return the status and the text of a page."""
        with self.opener.open(f"{self.url}{path}", timeout=120) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")

    def answers(self):
        """Whether the server is there."""
        try:
            return self.get("/web/health")[0] == 200
        except OSError:
            return False

    def log_in(self, database, name):
        """Log in with the name as password; return the user's number."""
        params = {"db": database, "login": name, "password": name}
        request = urllib.request.Request(
            f"{self.url}/web/session/authenticate",
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=60) as answer:
            return json.load(answer)["result"]["uid"]


def wait_for(visitor, process, log):
    """Wait until the server answers."""
    deadline = time.monotonic() + 180
    while not visitor.answers():
        assert process.poll() is None and time.monotonic() < deadline, tail(log)
        time.sleep(0.3)


def test_the_web_client_answers_after_uninstalling(kit, uninstalled, tmp_path):
    database, log = uninstalled[0], tmp_path / "log"
    port = free_port()
    words = ("-d", database, f"--db-filter=^{database}$", f"--http-port={port}")
    process = kit.odoo.program("Odoo", *words, log=log).start()
    visitor = Visitor(port)
    try:
        wait_for(visitor, process, log)
        assert visitor.log_in(database, "admin")
        status, page = visitor.get("/odoo")
        assert status == 200 and "odoo.__session_info__" in page
        bundles = re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', page)
        assert bundles and all(visitor.get(path)[0] == 200 for path in bundles)
    finally:
        stop(process)
    assert not log_problems(log)


def test_run_serves_the_sample_and_stops_all_that_it_started(kit, tmp_path):
    port, database = free_port(), f"care_tmp_{os.getpid()}_demo"
    env = {**os.environ, "CARE_DEMO": database}
    log = tmp_path / "log"
    words = [sys.executable, str(ROOT / "care"), "run", "--port", str(port)]
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                words, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        visitor = Visitor(port)
        wait_for(visitor, process, log)
        assert visitor.log_in(database, "admin")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, tail(log)
        assert "Stopped." in tail(log)
        assert port_is_free(port)
        addresses = rows(
            kit, database, "SELECT value FROM ir_config_parameter WHERE key = 'report.url'"
        )
        assert addresses == [visitor.url]
    finally:
        stop(process)
        kit.databases.drop(database)
        for leftover in kit.workspace.home.glob(f"{database}*"):
            leftover.unlink()
