"""The contacts that a customer's contact figures are counted from."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.refresh_scope import RefreshScope

# Each kind numbers its rows from a residue class of its own, so that ids stay unique and stable.
_KINDS = [
    ("touchpoint", "Communication Record"),
    ("meeting", "Meeting"),
    ("activity", "Call or Meeting Done"),
    ("message", "Customer's Message"),
]
_KINDS_AT_MOST = 16


class CareContact(models.Model):
    """One real contact with a customer of the present company, whichever record tells of it (see
    ``care.profile._contact_sources``). Nobody writes it: it is read from the records themselves.

    The context ``care_contact_partner_id`` says for which customer it is asked: then the sources
    look at her records alone.
    """

    _name = "care.contact"
    _description = "Contact That Took Place"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "care.touchpoint": ["date_done", "state", "counts_as_contact", "profile_id"],
        "calendar.event": ["active", "start", "start_date", "stop", "user_id"],
        "calendar.attendee": ["event_id", "partner_id", "state"],
        "mail.activity": ["active", "activity_type_id", "date_done", "res_model", "res_id"],
        "mail.message": ["author_id", "date", "message_type", "record_company_id"],
        "res.partner": ["commercial_partner_id"],
    }

    date = fields.Date("Day", readonly=True)
    kind = fields.Selection(_KINDS, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("care.profile", string="Customer File", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Integer("Record ID", readonly=True)
    is_counted = fields.Boolean(
        "Counted",
        readonly=True,
        help="One conversation often leaves several records. Of each day, the kind that tells of"
        " most contacts is counted, the others are taken for the same.",
    )
    subject = fields.Char(compute="_compute_subject")

    # === COMPUTE METHODS === #

    @api.depends("res_model", "res_id")
    def _compute_subject(self):
        """What the record is called, for those who may read it."""
        self.subject = False
        for model, contacts in self.grouped("res_model").items():
            records = self.env[model].browse(contacts.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in records._filtered_access("read")}
            for contact in contacts:
                contact.subject = names.get(contact.res_id)

    # === ACTIONS === #

    @api.readonly
    def action_open(self):
        """Open the record that tells of the contact, or what a message was written on.

        :raise AccessError: when she may not read it
        """
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        if record._name == "mail.message" and record.model and record.res_id:
            record = self.env[record.model].browse(record.res_id)
            record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    # === ROWS === #

    @property
    def _table_query(self):
        Profile = self.env["care.profile"]
        scope = RefreshScope.of(self.env.company)
        if isinstance(partner_id := self.env.context.get("care_contact_partner_id"), int):
            scope = replace(scope, partner_ids=(partner_id,))
        return SQL(
            """
            SELECT k.fact_id::int8 * %(slots)s + %(number)s AS id, k.day AS date, k.kind,
                   k.customer_id AS partner_id, p.id AS profile_id, p.company_id, k.res_model,
                   k.res_id,
                   k.kind = FIRST_VALUE(k.kind) OVER (PARTITION BY k.customer_id, k.day
                                                      ORDER BY k.contacts DESC, k.kind)
                       AS is_counted
              FROM (SELECT f.*, COUNT(*) OVER (PARTITION BY f.customer_id, f.day, f.kind)
                           AS contacts
                      FROM (%(sources)s) f WHERE f.day <= %(today)s) k
              JOIN care_profile p ON p.partner_id = k.customer_id AND p.company_id = %(company)s
            """,
            slots=_KINDS_AT_MOST,
            number=SQL(
                "CASE k.kind %s END",
                SQL(" ").join(
                    SQL("WHEN %s THEN %s", kind, number)
                    for number, (kind, _label) in enumerate(_KINDS)
                ),
            ),
            sources=SQL(" UNION ALL ").join(Profile._contact_sources(scope)),
            today=scope.today,
            company=scope.company.id,
        )
