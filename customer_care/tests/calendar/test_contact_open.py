from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestContactOpen(CareCommon):
    """Contact figures open the contacts that were counted, whatever records tell of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 1_000)
        cls.make_order(cls.bolt, 1_000)
        cls.refresh()
        cls.talk = cls.make_touchpoint(cls.acme, name="Prices")
        cls.talk._finish(date_done=f"{TODAY} 08:00:00")
        cls.make_touchpoint(cls.bolt)._finish(date_done=f"{TODAY} 08:00:00")
        cls.meeting = (
            cls.env["calendar.event"]
            .with_user(cls.rep)
            .create(
                {
                    "name": "Lunch",
                    "start": f"{TODAY} 06:00:00",
                    "stop": f"{TODAY} 07:00:00",
                    "partner_ids": [Command.set((cls.rep.partner_id | cls.petra).ids)],
                }
            )
        )
        cls.message = cls.env["mail.message"].create(
            {
                "author_id": cls.petra.id,
                "message_type": "email",
                "date": f"{TODAY - timedelta(days=3)} 08:00:00",
                "model": "res.partner",
                "res_id": cls.acme.id,
                "body": "Hello",
            }
        )
        cls.file = cls.file_of(cls.acme)

    def rows(self, name, user=None):
        """What the list of a figure shows."""
        user = user or self.rep
        action = self.rpc(user, "care.profile", "action_open_figure", self.file.ids, name)
        rows = self.rpc(
            user,
            action["res_model"],
            "web_search_read",
            action["domain"],
            {name: {} for name in ("date", "kind", "subject", "is_counted", "res_model", "res_id")},
        )["records"]
        return [(str(row["date"]), row["kind"], row["subject"], row["is_counted"]) for row in rows]

    def test_the_count_opens_as_many(self):
        """Talk and lunch of one day are one contact."""
        self.assertEqual(self.file.contact_count_12m, 2)
        self.assertEqual(
            self.rows("contact_count_12m"),
            [
                (str(TODAY), "meeting", "Lunch", True),
                (str(TODAY - timedelta(days=3)), "message", self.message.display_name, True),
            ],
        )

    def test_the_last_contact_opens_all_that_tells_of_its_day(self):
        self.assertEqual(
            {row[1:] for row in self.rows("last_contact_date")},
            {
                ("meeting", "Lunch", True),
                ("touchpoint", self.talk.display_name, False),
            },
        )

    def test_the_next_contact_opens_what_is_planned(self):
        self.plan()
        action = self.rpc(
            self.rep, "care.profile", "action_open_figure", self.file.ids, "next_contact_date"
        )
        planned = self.env["care.touchpoint"].search(action["domain"])
        self.assertTrue(planned)
        self.assertIn(self.file.next_contact_date, planned.mapped("occurrence_date"))

    def test_contacts_of_a_closed_customer_are_closed(self):
        """Whoever may not open the file is shown none of its contacts."""
        Contact = self.env["care.contact"].with_user(self.colleague)
        self.assertEqual(Contact.search([]).partner_id, self.bolt)
        self.assertEqual(
            Contact.with_user(self.manager).search([]).partner_id, self.acme | self.bolt
        )
        for user in (self.seller, self.portal_user):
            with self.assertRaises(AccessError):
                Contact.with_user(user).search([])

    def open_row(self, user, kind):
        Contact = self.env["care.contact"].with_user(user)
        Contact = Contact.with_context(care_contact_partner_id=self.acme.id)
        [row] = Contact.search([("partner_id", "=", self.acme.id), ("kind", "=", kind)])
        action = self.rpc(user, "care.contact", "action_open", row.ids)
        return action["res_model"], action["res_id"]

    def test_a_row_opens_its_record(self):
        self.assertEqual(self.open_row(self.rep, "meeting"), ("calendar.event", self.meeting.id))
        self.assertEqual(self.open_row(self.rep, "touchpoint"), ("care.touchpoint", self.talk.id))
        self.assertEqual(self.open_row(self.rep, "message"), ("res.partner", self.acme.id))

    def test_a_row_opens_nothing_that_is_closed(self):
        """The information administrator reads all files, but no opportunity."""
        lead = self.env["crm.lead"].create({"name": "Line", "partner_id": self.acme.id})
        self.message.write({"model": "crm.lead", "res_id": lead.id})
        with self.assertRaises(AccessError):
            self.open_row(self.steward, "message")
        [row] = self.env["care.contact"].search(
            [("partner_id", "=", self.acme.id), ("kind", "=", "touchpoint")]
        )
        with self.assertRaises(AccessError):
            self.rpc(self.colleague, "care.contact", "action_open", row.ids)
