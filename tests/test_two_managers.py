"""Two care managers decide about the same review at the same moment, from two servers: each
customer is moved once, and whoever comes second is told or finds nothing left to do."""

import pytest

from launcher.process import stop, tail

SECONDS = 100

# Runs in an Odoo shell. ME is 1 or 2; VERB is what this manager does with the review.
SCRIPT = '''
import pathlib, time
from odoo import Command, api
from odoo.exceptions import UserError
from odoo.service.model import retrying

FOLDER = pathlib.Path(FOLDER)

def prepare():
    grade = env.ref("customer_care.care_grade_c")
    group = env.ref("customer_care.group_care_manager")
    for number in (1, 2):
        env["res.users"].create({"name": f"Manager {number}", "login": f"manager{number}",
                                 "group_ids": [Command.link(group.id)]})
    env.company.care_grade_patience_months = 0
    crowd = env["res.partner"].create(
        [{"name": f"Reviewed {n:03}", "is_company": True} for n in range(60)])
    product = env["product.product"].search([("type", "=", "service")], order="id", limit=1)
    env["sale.order"].create([{
        "partner_id": customer.id, "state": "sale",
        "order_line": [Command.create({"product_id": product.id, "price_unit": 900_000})],
    } for customer in crowd])
    env["care.profile"]._refresh(crowd)
    files = env["care.profile"].search([("partner_id", "in", crowd.ids)])
    files.grade_id = grade  # the figures ask for a better one
    env["care.grade.review"].create({"name": "Twice"}).action_propose()

def decide():
    """As a click does it: repeated by the server where two meet."""
    user = env["res.users"].search([("login", "=", f"manager{ME}")])
    with env.registry.cursor() as cr:
        mine = api.Environment(cr, user.id, {})
        review = mine["care.grade.review"].search([("name", "=", "Twice")])
        changes = review.change_ids
        mine.invalidate_all()
        (FOLDER / f"here-{ME}").touch()
        until = time.monotonic() + 60
        while len(list(FOLDER.glob("here-*"))) < 2 and time.monotonic() < until:
            time.sleep(0.002)
        acts = {"all": review.action_approve, "each": changes.action_approve}
        try:
            retrying(acts[VERB], mine)
            print("DECIDED")
        except UserError as told:
            print("TOLD", told)

{"prepare": prepare}.get(VERB, decide)()
env.cr.commit()
print("FINISHED", flush=True)
'''
STATES = "SELECT c.state, count(*) FROM care_grade_change c JOIN care_grade_review r" + (
    " ON r.id = c.review_id WHERE r.name = 'Twice' GROUP BY 1"
)
DECIDERS = "SELECT DISTINCT decided_user_id FROM care_grade_change c JOIN care_grade_review r" + (
    " ON r.id = c.review_id WHERE r.name = 'Twice'"
)
NOT_MOVED = """SELECT m.name FROM care_profile p JOIN res_partner m ON m.id = p.partner_id
    JOIN care_grade_change c ON c.profile_id = p.id JOIN care_grade_review r ON r.id = c.review_id
    WHERE r.name = 'Twice' AND p.grade_id IS DISTINCT FROM c.new_grade_id"""


def start(kit, database, folder, verb, me=0):
    """Start a process that does what ``verb`` says; return it and its log."""
    script, log = folder / f"script{verb}{me}", folder / f"log{verb}{me}"
    choices = {"FOLDER": str(folder), "VERB": verb, "ME": me}
    script.write_text("".join(f"{k} = {v!r}\n" for k, v in choices.items()) + SCRIPT)
    words = ("shell", "-d", database, "--no-http", "--log-level=warn")
    with script.open("rb") as source:
        return kit.odoo.program("shell", *words, log=log, stdin=source).start(), log


def finish(*started):
    """Wait for the processes; return what each said."""
    try:
        for process, log in started:
            process.wait(SECONDS)
            assert "FINISHED" in tail(log), tail(log)
    finally:
        for process, _log in started:
            stop(process)
    return [tail(log) for _process, log in started]


@pytest.fixture(scope="module")
def prepared(kit, tmp_path_factory):
    """A database with an open review of customers that all go up."""
    folder = tmp_path_factory.mktemp("managers")
    with kit.databases.throwaway(kit.cache.quick(), "managers") as database:
        finish(start(kit, database, folder, "prepare"))
        yield database


@pytest.mark.parametrize("verbs", [("all", "all"), ("all", "each"), ("each", "each")])
def test_two_managers_approve_the_same_review(kit, prepared, tmp_path, verbs):
    with kit.databases.throwaway(prepared, "decided") as database:
        said = finish(
            *(start(kit, database, tmp_path, verb, me) for me, verb in enumerate(verbs, 1))
        )
        with kit.databases.connect(database) as cursor:
            cursor.execute(STATES)
            [(state, count)] = cursor.fetchall()
            assert state == "applied" and count >= 60
            cursor.execute(DECIDERS)
            assert len(cursor.fetchall()) == 1, "the decisions of two are mixed"
            cursor.execute(NOT_MOVED)
            assert cursor.fetchall() == []
        assert any("DECIDED" in words for words in said)
        assert not any("Traceback" in words for words in said), said
        late = [words for words in said if "TOLD" in words]
        assert all("closed already" in words for words in late)
