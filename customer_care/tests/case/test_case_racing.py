from contextlib import closing
from datetime import timedelta
from threading import Thread

import psycopg2.errors

from odoo import api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .mail_corpus import plain


@tagged("post_install", "-at_install")
class TestCaseRacing(BaseCase):
    """Two servers at the same case, mail or promise at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            self.category_id = env["care.case.category"].create({"name": "Racing"}).id
            self.case_id = env["care.case"].create({"subject": "zqracing case"}).id
        self.addCleanup(self.clean)

    def clean(self):
        """Nothing that was committed stays."""
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            cases = env["care.case"].search([("subject", "like", "zqracing")])
            triage = env["care.mail.triage"].search([("name", "like", "zqracing")])
            for records in (cases, triage):
                messages = [("model", "=", records._name), ("res_id", "in", records.ids)]
                env["mail.message"].search(messages).unlink()
            cr.execute("DELETE FROM care_case_notice WHERE case_id = ANY(%s)", [cases.ids])
            cr.execute("DELETE FROM care_sla_clock WHERE case_id = ANY(%s)", [cases.ids])
            cr.execute("DELETE FROM care_mail_triage WHERE id = ANY(%s)", [triage.ids])
            cr.execute("DELETE FROM care_case WHERE id = ANY(%s)", [cases.ids])
            cr.execute("DELETE FROM care_case_category WHERE id = %s", [self.category_id])

    @staticmethod
    def env_of(cr):
        return api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})

    def case(self, cr):
        return self.env_of(cr)["care.case"].browse(self.case_id)

    def race(self, first_step, second_step):
        """The second server has seen how it stood, the first one acts, the second one acts before
        that is saved; where the database stops it, it does its work again, as Odoo's server does.

        :return: whether the second one had to wait, and what came of its work
        """
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self.case(second).mapped("state")
            first_step(first)
            self.env_of(first).flush_all()
            outcome = []

            def later():
                try:
                    outcome.append(self.work(second, second_step))
                except psycopg2.errors.SerializationFailure:
                    second.rollback()
                    outcome.append(self.work(second, second_step))

            thread = Thread(target=later)
            thread.start()
            thread.join(0.5)
            waited = thread.is_alive()
            first.commit()
            thread.join(20)
            self.assertFalse(thread.is_alive())
            return waited, outcome[0]

    def work(self, server, step):
        """Do a step and save it; a refusal is given back."""
        try:
            result = step(server)
            self.env_of(server).flush_all()
        except UserError as refusal:
            server.rollback()
            return refusal
        server.commit()
        return result

    def state(self):
        with self.registry.cursor() as cr:
            case = self.case(cr)
            return (
                case.state,
                case.customer_answer,
                sorted(case.clock_ids.filtered(lambda clock: not clock.date_end).mapped("kind")),
            )

    def resolve(self):
        with self.registry.cursor() as cr:
            self.case(cr).action_resolve()

    # === ONE CASE === #

    def test_of_two_agents_with_different_steps_the_later_one_is_refused(self):
        waited, refusal = self.race(
            lambda cr: self.case(cr)._cancel("Entered twice"),
            lambda cr: self.case(cr).action_investigate(),
        )
        self.assertTrue(waited)
        self.assertIsInstance(refusal, UserError)
        self.assertIn("“Cancelled” now", str(refusal))
        self.assertEqual(self.state(), ("cancelled", False, []))

    def test_steps_that_follow_one_another_are_both_done(self):
        waited, refusal = self.race(
            lambda cr: self.case(cr).action_acknowledge(),
            lambda cr: self.case(cr).action_investigate(),
        )
        self.assertTrue(waited)
        self.assertFalse(refusal)
        self.assertEqual(self.state(), ("investigating", False, ["progress"]))

    def answer(self, cr, solved=True):
        """What the customer's page does with her answer."""
        case = self.case(cr)
        case._lock()
        if case.state == "resolved":
            case._customer_confirms(solved, comment="zqracing" if not solved else "")

    def test_answer_while_an_agent_reopens_leaves_it_open(self):
        self.resolve()
        waited, _result = self.race(
            lambda cr: self.case(cr)._reopen("Something was forgotten"), self.answer
        )
        self.assertTrue(waited)
        self.assertEqual(self.state(), ("received", False, ["reply"]))

    def test_agent_who_closes_while_the_customer_says_that_it_is_not_solved_is_refused(self):
        self.resolve()
        waited, refusal = self.race(
            lambda cr: self.answer(cr, solved=False), lambda cr: self.case(cr).action_close()
        )
        self.assertTrue(waited)
        self.assertIsInstance(refusal, UserError)
        self.assertEqual(self.state(), ("received", "not_solved", ["reply"]))

    def test_two_clicks_on_solved_close_it_once(self):
        self.resolve()
        self.race(self.answer, self.answer)
        self.assertEqual(self.state(), ("closed", "solved", []))

    # === ONE MAIL === #

    def test_mail_that_two_servers_fetch_at_once_is_one_case(self):
        own_id = f"<{self.case_id}.racing@world.example>"
        raw = plain("zqracing", subject="zqracing mail", Message_Id=own_id)

        def fetch(cr):
            gateway = self.env_of(cr)["mail.thread"].with_context(fetchmail_cron_running=True)
            return gateway.message_process("care.case", raw)

        waited, _result = self.race(fetch, fetch)
        self.assertTrue(waited)
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            cases = env["care.case"].search(
                [("subject", "like", "zqracing"), ("id", "!=", self.case_id)]
            )
            self.assertEqual(len(cases), 1)
            # nobody knows who wrote: a person looks at it, once
            to_sort = env["care.mail.triage"].search([("name", "like", "zqracing")])
            self.assertEqual((len(to_sort), to_sort.case_id), (1, cases))

    # === ONE PROMISE === #

    def test_broken_promise_is_told_once_by_two_servers(self):
        told = []
        now = fields.Datetime.now() + timedelta(days=400)
        Clock = self.registry["care.sla.clock"]

        def tell(clocks, event, recipients):
            told.extend((event, clock.id) for clock in clocks if clock.case_id.id == self.case_id)

        self.patch(Clock, "_tell", tell)

        def check(cr):
            clocks = self.case(cr).clock_ids.filtered("date_next_check").try_lock_for_update()
            clocks._check_isolated(now)

        with self.registry.cursor() as cr:
            [reply] = self.case(cr).clock_ids.ids
        self.race(check, check)
        with self.registry.cursor() as cr:
            check(cr)
            check(cr)
        self.assertEqual(sorted(told), [("broken", reply), ("late", reply)])
