from contextlib import closing
from datetime import timedelta
from threading import Thread

import psycopg2.errors

from odoo import Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

_NAMES = ("zqwave one", "zqwave two", "zqwave three")


@tagged("post_install", "-at_install")
class TestCampaignRacing(BaseCase):
    """Two people and two servers at the same campaign at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self.clean)
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            tag = env["res.partner.category"].create({"name": "zqwave"})
            customers = env["res.partner"].create(
                [
                    {
                        "name": name,
                        "is_company": True,
                        "email": f"{name.split()[1]}@zqwave.example",
                        "category_id": [Command.link(tag.id)],
                    }
                    for name in _NAMES
                ]
            )
            env["care.profile"]._ensure(customers)
            today = fields.Date.today()
            self.campaign_id = (
                env["care.campaign"]
                .create(
                    {
                        "name": "zqwave",
                        "survey_id": env.ref("customer_care.survey_relationship").id,
                        "category_ids": [Command.link(tag.id)],
                        "date_start": today,
                        "date_end": today + timedelta(days=20),
                        "company_id": env.company.root_id.id,
                    }
                )
                .id
            )

    def clean(self):
        """Nothing that was committed stays."""
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            campaigns = env["care.campaign"].search([("name", "=", "zqwave")])
            rows = campaigns.invitation_ids
            mails = [("model", "=", "care.invitation"), ("res_id", "in", rows.ids)]
            env["mail.mail"].search(mails).unlink()
            env["mail.message"].search(mails).unlink()
            sheets = env["survey.user_input"].search([("care_campaign_id", "in", campaigns.ids)])
            sheets.unlink()
            cr.execute("DELETE FROM care_invitation WHERE campaign_id = ANY(%s)", [campaigns.ids])
            cr.execute("DELETE FROM care_campaign WHERE id = ANY(%s)", [campaigns.ids])
            partners = env["res.partner"].search([("name", "like", "zqwave")])
            cr.execute("DELETE FROM care_dirty WHERE partner_id = ANY(%s)", [partners.ids])
            cr.execute("DELETE FROM care_profile WHERE partner_id = ANY(%s)", [partners.ids])
            partners.unlink()
            env["res.partner.category"].search([("name", "=", "zqwave")]).unlink()

    @staticmethod
    def env_of(cr):
        return api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})

    def campaign(self, cr):
        return self.env_of(cr)["care.campaign"].browse(self.campaign_id)

    def start(self, cr):
        self.campaign(cr).action_start()
        self.env_of(cr).flush_all()

    def run_job(self, cr):
        self.env_of(cr)["care.campaign"]._cron_run_campaigns()
        self.env_of(cr).flush_all()

    def counts(self):
        """Invitations, sheets and mails of the campaign."""
        with self.registry.cursor() as cr:
            env, rows = self.env_of(cr), self.campaign(cr).invitation_ids
            messages = [("model", "=", "care.invitation"), ("res_id", "in", rows.ids)]
            return (
                len(rows),
                env["survey.user_input"].search_count(
                    [("care_campaign_id", "=", self.campaign_id)]
                ),
                env["mail.mail"].search_count(messages),
            )

    def race(self, step):
        """The second one does the step before the first one has saved it; where the database stops
        it, it does its work again, as Odoo's server does.

        :return: the refusal that the second one met, or None
        """
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self.campaign(second).mapped("state")
            step(first)
            met = []

            def later():
                for _attempt in range(2):
                    try:
                        step(second)
                        second.commit()
                        return
                    except psycopg2.errors.SerializationFailure:
                        second.rollback()
                    except UserError as refusal:
                        second.rollback()
                        met.append(refusal)
                        return

            thread = Thread(target=later)
            thread.start()
            thread.join(0.5)
            first.commit()
            thread.join(20)
            self.assertFalse(thread.is_alive())
            return met[0] if met else None

    def test_of_two_who_start_it_one_is_refused_and_everybody_is_invited_once(self):
        self.assertIsInstance(self.race(self.start), UserError)
        self.assertEqual(self.counts(), (3, 0, 0))

    def test_two_servers_mail_everybody_once(self):
        with self.registry.cursor() as cr:
            self.start(cr)
        self.assertIsNone(self.race(self.run_job))
        self.assertEqual(self.counts(), (3, 3, 3))
        with self.registry.cursor() as cr:
            self.run_job(cr)
        self.assertEqual(self.counts(), (3, 3, 3))
