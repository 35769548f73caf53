"""How well a key person is covered, counted from the contacts that took place."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

COVERAGE_DAYS = 180
# In person, as against by phone or mail.
MET_CHANNELS = ("visit", "meeting")
# So many contacts within the days, at least.
_BANDS = [(4, "depth"), (2, "multiple"), (1, "brief"), (0, "none")]


class CareKeyPerson(models.Model):
    _inherit = "care.key.person"

    coverage = fields.Selection(
        [
            ("none", "None"),
            ("brief", "In brief"),
            ("multiple", "Multiple"),
            ("depth", "In depth"),
        ],
        compute="_compute_coverage",
        search="_search_coverage",
        help="Contacts with her in the last 180 days: brief is one, multiple two or three, in depth"
        " four or more.",
    )
    contact_count = fields.Integer("Contacts 180 Days", compute="_compute_coverage")
    last_contact_date = fields.Date("Last Contact", compute="_compute_coverage")
    last_met_date = fields.Date(
        "Last Met", compute="_compute_coverage", help="The last visit or meeting with her."
    )

    @api.depends("profile_id", "contact_id")
    def _compute_coverage(self):
        counts, last, met = self._coverage_facts()
        for person in self:
            key = (person.profile_id, person.contact_id._origin)
            person.contact_count = counts.get(key, 0)
            person.last_contact_date = self._local_day(last.get(key))
            person.last_met_date = self._local_day(met.get(key))
            person.coverage = self._coverage_band(person.contact_count)

    @api.model
    def _coverage_band(self, count):
        return next(band for least, band in _BANDS if count >= least)

    def _local_day(self, moment):
        return bool(moment) and fields.Datetime.context_timestamp(self, moment).date()

    def _coverage_facts(self):
        """Three dicts by customer file and contact: contacts of the last days, the last one, and
        the last one in person."""
        domain = self._coverage_domain(self.profile_id, self.contact_id)
        since = self._coverage_start()
        keys = ["profile_id", "contact_id"]
        # sudo - care.touchpoint: how often somebody was contacted is told to all who may see her
        groups = self.env["care.touchpoint"].sudo()._read_group
        recent = groups([*domain, ("date_done", ">=", since)], keys, ["__count"])
        last = groups(domain, keys, ["date_done:max"])
        met = groups([*domain, ("channel", "in", MET_CHANNELS)], keys, ["date_done:max"])
        return tuple(
            {(profile.sudo(False), contact.sudo(False)): value for profile, contact, value in rows}
            for rows in (recent, last, met)
        )

    @api.model
    def _coverage_domain(self, profiles, contacts):
        """The touchpoints that count: done, a real contact, with her."""
        return [
            ("profile_id", "in", profiles.ids),
            ("contact_id", "in", contacts.ids),
            ("state", "=", "done"),
            ("counts_as_contact", "=", True),
        ]

    @api.model
    def _coverage_start(self):
        return fields.Datetime.now() - relativedelta(days=COVERAGE_DAYS)

    def _search_coverage(self, operator, value):
        """Looks through the key persons that the reader may see."""
        if operator != "in":
            return NotImplemented
        persons = self.search([("company_id", "parent_of", self.env.companies.ids)])
        return [("id", "in", persons.filtered(lambda person: person.coverage in value).ids)]

    @api.readonly
    def action_open_contacts(self):
        """The contacts that her coverage is counted from."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_touchpoint_action_customer"
        )
        return {
            **action,
            "domain": self._coverage_domain(self.profile_id, self.contact_id),
            "context": {"default_partner_id": self.contact_id.id, "create": False},
        }
