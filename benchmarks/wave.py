"""A wave of a survey, to everybody: ``./care bench --only wave``.

Runs in an Odoo shell, on a copy that is thrown away. First the invitations of some people are
written by the product and by core's own wizard (``survey.invite``), compared, and timed. Then
everybody is invited by two servers at once, one of which is killed and started again. They bring
the mails to a mail server on this machine that refuses, puts off, breaks off and dawdles; what they
leave, Odoo's mail queue sends. What arrived is counted where it arrived.
"""

import importlib
import os
import pathlib
import signal
import sys
import time
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

import generator
import measure
import servers

from odoo import Command, fields

import odoo.addons.customer_care

# the mail server of the tests: a folder of its own, so that no test is loaded with it
sys.path.append(str(pathlib.Path(odoo.addons.customer_care.__file__).parent / "tests" / "voice"))
smtp_sink = importlib.import_module("smtp_sink")

CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
COMPARED = min(CUSTOMERS, 2000)
ROUNDS = 7  # of retries: what is refused for now is refused twice, connections break besides
SLOWER = 2  # core's wizard must take at least so many times what the product takes
TROUBLE = ("refused", "refused", "full", "busy", "busy", "drop", "cut", "lost", "slow", "slow")
KINDS = [*TROUBLE, *["plain"] * 190]  # one address in twenty is trouble
SURVEY = "customer_care.survey_relationship"


class Wave:
    """One company, and a survey among all its customers."""

    def __init__(self, env):
        self.trading = generator.TradingCompany(env, CUSTOMERS)
        self.company = self.trading.company
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self.company.write({"email": "care@bench.example", "care_quiet_days": 0})
        start = time.time()
        self.trading.fill_addresses(KINDS)
        print(f"{CUSTOMERS} customers: {time.time() - start:.0f} s", flush=True)
        self.env.cr.execute("ANALYZE")
        self.env["care.profile"]._refresh(company=self.company)
        print(f"their files: {time.time() - start:.0f} s", flush=True)
        self.env["mail.mail"].search([]).unlink()
        self.survey = self.env.ref(SURVEY).copy()  # the sample's sheets are not ours
        self.env.cr.commit()

    def campaign(self, **vals):
        today = self.company._care_today()
        made = self.env["care.campaign"].create(
            {
                "name": "Bench",
                "survey_id": self.survey.id,
                "company_id": self.company.id,
                "date_start": today,
                "date_end": today + timedelta(days=90),
                "reminder_max": 0,
                **vals,
            }
        )
        made.action_start()
        self.env.cr.commit()
        return made

    def expect(self, holds, what):
        if not holds:
            raise SystemExit(f"{what}: it does not hold")

    def count(self, query, *values):
        self.env.cr.rollback()
        self.env.cr.execute(query, values)
        return self.env.cr.fetchone()[0]

    # === BESIDE CORE'S WIZARD === #

    def compare(self):
        """The same people are asked by the product and by core's wizard."""
        tag = self.env["res.partner.category"].create({"name": "Compared"})
        self.env["res.partner"].browse(
            range(self.trading.first, self.trading.first + COMPARED)
        ).category_id = [Command.link(tag.id)]
        self.env.cr.commit()
        campaign = self.campaign(category_ids=tag.ids)
        people = campaign.invitation_ids.filtered(lambda row: row.state == "waiting").contact_id
        count = len(people)
        self.expect(count > COMPARED / 2, "most are customers, and asked")
        twin = self.survey.copy()
        self.env.cr.commit()
        cron_id = self.env.ref("customer_care.cron_campaign_run").id
        line = measure.Line("invitations", False)
        with measure.Session(self.env.registry) as session:
            cron = self.env(cr=session.cr)["ir.cron"].browse(cron_id)
            cron, _progress = cron.with_context(cron_id=cron_id)._add_progress()
            Campaign = cron.env["care.campaign"]
            with patch.object(type(Campaign), "_deliver"):  # the wizard does not send either
                Campaign._cron_run_campaigns()
        line.product.append(session.seconds)
        line.statements = session.statements
        with measure.Session(self.env.registry) as session:
            env = self.env(cr=session.cr)
            env["survey.invite"].create(
                {
                    "survey_id": twin.id,
                    "partner_ids": [Command.set(people.ids)],
                    "template_id": env.ref("survey.mail_template_user_input_invite").id,
                    "deadline": campaign.date_end,
                }
            ).action_invite()
        line.floor.append(session.seconds)
        for survey in (self.survey, twin):
            self.verify(survey, people)
        product, core = line.seconds
        print(
            f"  {count} people, one sheet and one mail each, both: rows equal\n"
            f"  product {1000 * product / count:.1f} ms and"
            f" {line.statements / count:.2f} statements an invitation;"
            f" core's wizard {1000 * core / count:.1f} ms and"
            f" {session.statements / count:.2f}: {core / product:.1f} times as long",
            flush=True,
        )
        self.expect(core > SLOWER * product, f"core's wizard takes {SLOWER} times as long")
        campaign.action_cancel()
        self.env["mail.mail"].search([]).unlink()
        self.env.cr.commit()

    def verify(self, survey, people):
        """Each has one sheet, and one mail with its link."""
        self.env.cr.commit()  # what others wrote is seen from here on
        self.env.invalidate_all()
        sheets = self.env["survey.user_input"].search([("survey_id", "=", survey.id)])
        self.expect(Counter(sheets.partner_id.ids) == Counter(people.ids), "whom they ask")
        self.expect(len(sheets) == len(people), "a sheet each")
        self.env.cr.execute(
            """
            SELECT COUNT(*) FROM survey_user_input s
              JOIN mail_mail_res_partner_rel r ON r.res_partner_id = s.partner_id
              JOIN mail_mail m ON m.id = r.mail_mail_id
                              AND position(s.access_token IN m.body_html) > 0
             WHERE s.survey_id = %s
            """,
            [survey.id],
        )
        self.expect(self.env.cr.fetchone()[0] == len(people), "a mail with her link each")

    # === THE WHOLE WAVE === #

    def server(self, job):
        """Another Odoo server, which does one job until it is done."""
        return servers.started(
            "wave_server.py", CARE_WAVE_JOB=job, CARE_WAVE_CAMPAIGN=str(self.wave.id)
        )

    def at_once(self, job, progress, half):
        """Two servers do a job; when half of it is done one is killed, and another takes over."""
        start = time.time()
        servers = [self.server(job), self.server(job)]
        while progress() < half and any(each.poll() is None for each in servers):
            time.sleep(0.1)
        killed = servers.pop(0)
        was_alive = killed.poll() is None
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        servers.append(self.server(job))
        for each in servers:
            self.expect(each.wait() == 0, f"{job}: the server ends well")
        print(
            f"  {job}: {time.time() - start:.0f} s, two servers, one killed"
            f" {'in the middle' if was_alive else 'too late'}",
            flush=True,
        )
        self.expect(was_alive, f"{job}: a server is killed in the middle")

    def invite(self):
        """Everybody is invited once, whoever dies meanwhile."""
        self.wave = self.campaign()
        left = self.count(
            "SELECT COUNT(*) FROM care_invitation WHERE campaign_id = %s AND state = 'waiting'",
            self.wave.id,
        )
        self.expect(left > CUSTOMERS / 2, "most are customers, and asked")
        self.people = left
        print(f"  {left} people are asked", flush=True)

        def done():
            return left - self.count(
                "SELECT COUNT(*) FROM care_invitation WHERE campaign_id = %s AND state = 'waiting'",
                self.wave.id,
            )

        self.at_once("invite", done, left // 3)
        sheets = self.count(
            "SELECT COUNT(DISTINCT care_invitation_id) FROM survey_user_input"
            " WHERE care_campaign_id = %s",
            self.wave.id,
        )
        all_sheets = self.count(
            "SELECT COUNT(*) FROM survey_user_input WHERE care_campaign_id = %s", self.wave.id
        )
        self.expect(
            sheets == all_sheets == left,
            f"{all_sheets} sheets for {sheets} of {left} people",
        )

    def send(self, sink):
        """The mail queue runs until every mail arrived or was refused for good."""
        print(f"  {len(sink.taken)} addresses have their mail", flush=True)
        self.env.cr.execute("UPDATE mail_mail SET scheduled_date = NULL")  # an hour passes
        self.env.cr.commit()
        self.expect(self.server("send").wait() == 0, "the server ends well")
        for number in range(1, ROUNDS + 1):
            self.env.invalidate_all()
            later = fields.Datetime.now() + timedelta(days=number * 4)
            self.env["care.campaign"].sudo()._cron_run_campaigns(later)
            self.env.cr.commit()
            if not self.count("SELECT COUNT(*) FROM mail_mail WHERE state = 'outgoing'"):
                continue  # nothing is due at this moment
            self.expect(self.server("send").wait() == 0, "the server ends well")
        self.judge(sink)

    def judge(self, sink):
        """What arrived, beside what the campaign says."""
        self.env.invalidate_all()
        rows = {row.email: row for row in self.wave.invitation_ids if row.date_sent}
        final = {"refused", "full"}
        reaching = {address for address in rows if address.partition("-")[0] not in final}
        taken = set(sink.taken)
        self.expect(
            taken == reaching,
            f"all addresses that accept have a mail; {len(reaching - taken)} lack it"
            f" {sorted(reaching - taken)[:9]}, {len(taken - reaching)} have one too many",
        )
        numbers = Counter(len(ids) for ids in sink.taken.values())
        self.expect(set(numbers) == {1}, f"one mail each, by its number: {dict(numbers)}")
        again = [address for address, ids in sink.taken.items() if ids.total() > 1]
        known = [address for address in again if address.startswith("lost")]
        self.expect(len(again) - len(known) <= 1, f"{len(again)} came again")
        failed = {address for address, row in rows.items() if row.state == "failed"}
        self.expect(failed == set(rows) - reaching, "the refused ones are told")
        print(
            f"  {len(rows)} invited once; {len(reaching)} addresses have one mail;"
            f" {len(again)} got the same mail again ({len(known)} whose receipt was lost,"
            f" {len(again) - len(known)} in whose middle the server was killed)\n"
            f"  on the campaign: {self.wave.failed_count} not delivered:\n    "
            + self.wave.failure_reasons.replace("\n", "\n    "),
            flush=True,
        )

    def run(self):
        self.compare()
        with smtp_sink.SmtpSink(broken_greetings=2) as sink:
            self.env["ir.mail_server"].search([]).active = False
            self.env["ir.mail_server"].create(
                {
                    "name": "Sink",
                    "smtp_host": "127.0.0.1",
                    "smtp_port": sink.port,
                    "smtp_encryption": "none",
                }
            )
            self.env.cr.commit()
            self.invite()
            self.send(sink)


def run(env):
    """The whole, in an Odoo shell."""
    Wave(env).run()
