"""Where the tests let scheduled actions run: copies of a database, and what the actions leave."""

import signal
from contextlib import contextmanager

from launcher.process import stop, tail

SECONDS = 240

# Runs in an Odoo shell. PLAN is a list of steps: the name of an action, "prepare", "stir" (facts
# change), "wave" (a survey begins, among customers who have cases), or "meet:<name>" (wait until
# the other process is there too). KILL is the action that ends in
# SIGKILL after that part (SHARE) of its statements, as counted in the undisturbed run.
SCRIPT = '''
import datetime, json, os, pathlib, signal, sys, time
from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import Cursor
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as CONFLICTS

METHODS = {
    "refresh": ("care.profile", "_cron_refresh_profiles", "cron_profile_refresh"),
    "drain": ("care.dirty", "_cron_drain_dirty", "cron_dirty_drain"),
    "generate": ("care.touchpoint", "_cron_generate_touchpoints", "cron_calendar_generate"),
    "remind": ("care.touchpoint", "_cron_remind_touchpoints", "cron_touchpoint_remind"),
    "check": ("care.sla.clock", "_cron_check_promises", "cron_sla_check"),
    "escalate": ("care.touchpoint", "_cron_escalate_touchpoints", "cron_touchpoint_escalate"),
    "digest": ("care.digest", "_cron_send_digests", "cron_digest_send"),
    "contracts": ("care.contract", "_cron_remind_contracts", "cron_contract_remind"),
    "review": ("care.grade.review", "_cron_open_reviews", "cron_grade_review"),
    "grants": ("care.dossier.grant", "_cron_end_grants", "cron_dossier_grant_end"),
    "reading": ("care.dossier.access", "_cron_flag_reading", "cron_dossier_reading_flag"),
}
FOLDER = pathlib.Path(FOLDER)
# ten o'clock of the next Wednesday, wherever the tests run
MORNING = fields.Datetime.now().replace(hour=10, minute=0, second=0, microsecond=0)
MORNING += datetime.timedelta(days=(2 - MORNING.weekday()) % 7 or 7)
execute = Cursor.execute
statements = 0
last = None

def counted(cursor, *args, **kwargs):
    global statements
    statements += 1
    if statements == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(cursor, *args, **kwargs)

Cursor.execute = counted
for name, module in list(sys.modules.items()):  # several batches, each committed
    if name.startswith("odoo.addons.customer_care.models"):
        sizes = ("_BATCH", "_REMIND_BATCH", "_CHECK_BATCH", "_ESCALATE_BATCH", "_DIGEST_BATCH")
        for size in sizes:
            if hasattr(module, size):
                setattr(module, size, 20)

def act(action):
    """As the scheduled action does, committing its batches; like Odoo, begin again after a
    conflict with the other process."""
    global statements, last
    model, method, cron = METHODS[action]
    cron_id = env.ref("customer_care." + cron).id
    statements, last = 0, None
    if action == KILL:
        last = int(json.loads((FOLDER / "statements").read_text())[action] * SHARE)
    for _try in range(20):
        with env.registry.cursor() as cr:
            try:
                morning = [MORNING] if action in ("escalate", "digest") else []
                getattr(api.Environment(cr, SUPERUSER_ID, {"cron_id": cron_id})[model], method)(
                    *morning
                )
                cr.commit()
                return statements
            except CONFLICTS:
                cr.rollback()
    raise RuntimeError(action)

def owner():
    return env.ref("customer_care.group_care_user").all_user_ids.sorted("id")[0]

def trade(customers, back):
    """A confirmed order for each customer, ``back`` days ago and then a day earlier each. It puts
    each into the queue once: what is lost would not be made good by a second row."""
    product = env["product.product"].search([("type", "=", "service")], order="id", limit=1)
    env["sale.order"].create([{
        "partner_id": customer.id,
        "user_id": owner().id,
        "state": "sale",
        "date_order": fields.Datetime.subtract(fields.Datetime.now(), days=back + n),
        "order_line": [fields.Command.create({"product_id": product.id, "price_unit": 9 * n})],
    } for n, customer in enumerate(customers)])

def crowd(names):
    return env["res.partner"].create([
        {"name": name, "is_company": True, "user_id": n % 2 and owner().id}
        for n, name in enumerate(names)
    ])

def promise():
    """Promises that are over, and as many that have a while to run."""
    touchpoints = env["care.touchpoint"].create([
        {"partner_id": customer.id, "user_id": owner().id, "channel": "call"}
        for customer in crowd([f"Promised {n:03}" for n in range(110)])
    ])
    touchpoints[:55]._promise(fields.Datetime.subtract(fields.Datetime.now(), days=5))
    touchpoints[55:]._promise()

def readers():
    """People who get a daily mail, each with something to do, and contracts that end."""
    group = env.ref("customer_care.group_care_user")
    users = env["res.users"].with_context(no_reset_password=True).create([
        {"name": f"Reader {n:02}", "login": f"reader{n:02}", "tz": "UTC",
         "email": f"reader{n:02}@example.com", "group_ids": [(4, group.id)]}
        for n in range(40)
    ])
    customers = crowd([f"Read {n:02}" for n in range(40)])
    customers.user_id = False
    today = fields.Date.today()
    env["care.touchpoint"].create([
        {"partner_id": customer.id, "user_id": user.id, "channel": "call",
         "date_planned": today - datetime.timedelta(days=9)}
        for customer, user in zip(customers, users)
    ])
    product = env["product.product"].search([("type", "=", "service")], order="id", limit=1)
    env["care.contract"].create([
        {"name": f"Ending {n:02}", "partner_id": customer.id, "user_id": user.id,
         "product_id": product.id, "date_start": today - datetime.timedelta(days=300),
         "date_end": today + datetime.timedelta(days=20)}
        for n, (customer, user) in enumerate(zip(customers, users))
    ]).action_start()

def prepare():
    env["res.company"].search([]).care_reminder_limit = 0  # one person has all reminders here
    promise()
    readers()
    trade(crowd([f"Crash {n:03}" for n in range(90)]), 40)
    # a first grade by rank depends on who was counted before; here all judge by turnover alone
    env["care.grade.criterion"].search([("metric", "=", "turnover_percentile")]).unlink()
    env.cr.execute("DELETE FROM care_dirty")  # all that the drain finds is work

def stir():
    known = env["res.partner"].search([("name", "=like", "Crash%")], order="name")
    trade(known[10:40], 1)
    trade(crowd([f"Crash new {n:03}" for n in range(50)]), 100)
    known[50:60].active = False

def wave():
    customers = crowd([f"Asked {n:03}" for n in range(150)])
    for n, customer in enumerate(customers):
        customer.email = f"asked{n:03}@wave.example"
    files = env["care.profile"]._ensure(customers)
    env["care.case"].create([
        {"kind": "enquiry", "subject": "Opening hours", "partner_id": customer.id,
         "channel": "phone"}
        for customer in customers[:80]
    ])
    tag = env["res.partner.category"].create({"name": "Asked", "partner_ids": customers.ids})
    today = fields.Date.today()
    env["care.campaign"].create({
        "name": "Wave", "survey_id": env.ref("customer_care.survey_relationship").id,
        "date_start": today - datetime.timedelta(days=1), "respondents": "company",
        "date_end": today + datetime.timedelta(days=30), "category_ids": tag.ids,
    }).action_start()
    helper = env.ref("customer_care.cron_invitation_send")
    helper.copy({"active": True})  # one action for each server
    env["res.users"].with_context(no_reset_password=True).create({
        "name": "Writer", "login": "writer", "tz": "UTC",
        "group_ids": [
            (4, env.ref(name).id)
            for name in ("customer_care.group_care_manager", "sales_team.group_sale_salesman")
        ],
    })

def meet(name):
    (FOLDER / f"{name}-{ME}").touch()
    until = time.monotonic() + 60
    while len(list(FOLDER.glob(f"{name}-*"))) < 2 and time.monotonic() < until:
        time.sleep(0.005)

env = env(context={**env.context, "tracking_disable": True})
counts = {}
for step in PLAN:
    env.cr.commit()
    if step in METHODS:
        counts.setdefault(step, act(step))
    elif step.startswith("meet:"):
        meet(step)
    else:
        {"prepare": prepare, "stir": stir, "wave": wave}[step]()
        env.cr.commit()
if not (FOLDER / "statements").exists() and counts:
    (FOLDER / "statements").write_text(json.dumps(counts))
print("FINISHED", flush=True)
'''

# What the actions leave behind, told without the numbers of rows. How a customer stands among all
# others is left out: with the queue it is counted at different moments.
ROWS = {
    "files": """SELECT m.name, p.company_id, p.active, p.date_retired, p.user_id, p.grade_id,
            p.turnover_12m, p.turnover_prev_12m, p.order_count_12m, p.first_order_date,
            p.last_order_date, p.last_contact_date, p.next_contact_date,
            p.contact_limit_date, p.contact_count_12m
        FROM care_profile p JOIN res_partner m ON m.id = p.partner_id""",
    "grades": """SELECT m.name, c.company_id, c.new_grade_id, c.state, c.origin, c.date
        FROM care_grade_change c JOIN res_partner m ON m.id = c.partner_id""",
    "touchpoints": """SELECT m.name, t.company_id, t.cadence_id, t.origin, t.state, t.user_id,
            t.occurrence_date, t.date_planned, t.date_reminded, t.date_escalated
        FROM care_touchpoint t JOIN res_partner m ON m.id = t.partner_id""",
    "reminders": """SELECT m.name, t.cadence_id, t.occurrence_date, a.user_id, a.date_deadline,
            a.summary, t.reminder_id = a.id
        FROM mail_activity a JOIN care_touchpoint t ON t.id = a.res_id
        JOIN res_partner m ON m.id = t.partner_id WHERE a.res_model = 'care.touchpoint'""",
    "promises": """SELECT m.name, c.state, c.deadline, c.date_next_check, c.is_warned
        FROM care_sla_clock c JOIN res_partner m ON m.id = c.partner_id""",
    # each promise in as many messages as it takes, however they were put together
    "told": """SELECT translate(m.subject, '0123456789', ''), r.res_partner_id,
            (regexp_matches(m.body, 'care-promises/([0-9]+)', 'g'))[1]
        FROM mail_message m JOIN mail_notification r ON r.mail_message_id = m.id
        WHERE m.message_type = 'user_notification'""",
    # the day may be late enough for contacts that were planned just now: their numbers differ
    "late": """SELECT translate(l.subject, '0123456789', ''), l.res_partner_id, c.name,
            t.cadence_id, t.occurrence_date, t.date_planned
        FROM (SELECT m.subject, r.res_partner_id,
                     (regexp_matches(m.body, 'care.touchpoint/([0-9]+)', 'g'))[1]::int AS number
                FROM mail_message m JOIN mail_notification r ON r.mail_message_id = m.id
               WHERE m.message_type = 'user_notification') l
        JOIN care_touchpoint t ON t.id = l.number JOIN res_partner c ON c.id = t.partner_id""",
    "mails": """SELECT m.email_to, s.subject FROM mail_mail m
        JOIN mail_message s ON s.id = m.mail_message_id WHERE m.email_to LIKE '%reader%'""",
    "contracts": """SELECT c.name, c.date_reminded, a.user_id, a.date_deadline
        FROM care_contract c JOIN mail_activity a ON a.id = c.reminder_id
        WHERE a.res_model = 'care.contract'""",
    "reviews": "SELECT company_id, name FROM care_grade_review",
    "queue": "SELECT partner_id, company_id FROM care_dirty",
}


class Stage:
    """A copy of a database on which the actions run, and how they run there."""

    def __init__(self, kit, database, folder):
        self.kit, self.database, self.folder = kit, database, folder

    def start(self, plan, kill=None, share=0, me=0):
        """Start a process that takes the steps of the plan."""
        number = len(list(self.folder.glob("script*")))
        script, log = self.folder / f"script{number}", self.folder / f"log{number}"
        choices = {"PLAN": plan, "KILL": kill, "SHARE": share, "ME": me, "FOLDER": str(self.folder)}
        script.write_text("".join(f"{k} = {v!r}\n" for k, v in choices.items()) + SCRIPT)
        words = ("shell", "-d", self.database, "--no-http", "--log-level=warn")
        with script.open("rb") as source:
            process = self.kit.odoo.program("shell", *words, log=log, stdin=source).start()
        return process, log

    def finish(self, *started, killed=False):
        """Wait for the processes; they end well, or killed."""
        try:
            for process, log in started:
                code = process.wait(SECONDS)
                if killed:
                    assert code == -signal.SIGKILL, tail(log)
                else:
                    assert "FINISHED" in tail(log), tail(log)
        finally:
            for process, _log in started:
                stop(process)

    def run(self, plan, kill=None, share=0):
        """Let one process take the steps, to the end or until it is killed."""
        self.finish(self.start(plan, kill, share), killed=bool(kill))

    def rows(self, queries=ROWS):
        """Everything that the actions wrote, in an order of its own."""
        found = {}
        with self.kit.databases.connect(self.database) as cursor:
            for kind, query in queries.items():
                cursor.execute(query)
                found[kind] = sorted(map(str, cursor.fetchall()))
        return found


@contextmanager
def stage_on(kit, source, label, folder):
    """A stage on a throw-away copy of a database."""
    folder.mkdir()
    with kit.databases.throwaway(source, label) as database:
        yield Stage(kit, database, folder)


def assert_same(found, expected):
    """Nothing twice, nothing lost."""
    for kind, rows in expected.items():
        assert found[kind] == rows, kind
