from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL

_PATHS = {"/web/export": "list", "/web/dataset": "form", "/report": "report", "/web": "form"}


class CareDossierAccess(models.Model):
    """One row of the log of confidential dossiers: who did what with whose dossier, when, how, and
    what for. The application writes it, and nobody ever changes or deletes it: a trigger of the
    database refuses that, sudo and SQL included.

    It refers to nothing: numbers and names as they were that day, no foreign keys, so that merging,
    erasing and archiving leave it alone. For the trigger's sake a later column must come without a
    default.
    """

    _name = "care.dossier.access"
    _description = "Dossier Log"
    _order = "date desc, id desc"
    _rec_name = "person_name"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_ref = fields.Integer("User No.", required=True, readonly=True, aggregator=None)
    user_name = fields.Char("User", readonly=True)
    role = fields.Selection(
        [
            ("owner", "Account manager"),
            ("leader", "Leader of the owner's team"),
            ("manager", "Care manager"),
            ("confidential", "Confidential group"),
            ("borrower", "Borrower"),
        ],
        readonly=True,
        help="By what right. Empty: the application itself, when contacts are merged or deleted.",
    )
    dossier_ref = fields.Integer("Dossier No.", required=True, readonly=True, aggregator=None)
    partner_ref = fields.Integer("Person No.", readonly=True, aggregator=None)
    person_name = fields.Char("Person", readonly=True)
    customer_name = fields.Char("Customer", readonly=True)
    company_ref = fields.Integer("Company No.", required=True, readonly=True, aggregator=None)
    what = fields.Selection(
        [
            ("open", "Opened"),
            ("create", "Begun"),
            ("change", "Changed"),
            ("export", "Exported"),
            ("print", "Printed"),
            ("merge", "Joined with another"),
            ("delete", "Deleted"),
        ],
        required=True,
        readonly=True,
    )
    how = fields.Selection(
        [
            ("form", "Screen"),
            ("list", "Export"),
            ("report", "Report"),
            ("rpc", "Interface or server"),
        ],
        required=True,
        readonly=True,
        help="The road by which the request came.",
    )
    purpose = fields.Char(readonly=True)
    date_until = fields.Datetime(
        "Open Until",
        readonly=True,
        help="Up to this time the row lets this user read this dossier, as long as she has a right"
        " to it.",
    )

    _key_idx = models.Index("(user_ref, date_until, dossier_ref) WHERE date_until IS NOT NULL")
    _company_date_idx = models.Index("(company_ref, date)")

    def init(self):
        """Let the database itself refuse to change the log."""
        self.env.cr.execute(
            SQL("""
            CREATE OR REPLACE FUNCTION care_dossier_access_refuse() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The log of confidential dossiers can only be added to.';
            END
            $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS care_dossier_access_rows ON care_dossier_access;
            CREATE TRIGGER care_dossier_access_rows BEFORE UPDATE OR DELETE ON care_dossier_access
                FOR EACH ROW EXECUTE FUNCTION care_dossier_access_refuse();
            DROP TRIGGER IF EXISTS care_dossier_access_all ON care_dossier_access;
            CREATE TRIGGER care_dossier_access_all BEFORE TRUNCATE ON care_dossier_access
                FOR EACH STATEMENT EXECUTE FUNCTION care_dossier_access_refuse();
            """)
        )

    # === CRUD METHODS === #

    def write(self, vals):
        """Never, in words before the database says it."""
        if self:
            raise UserError(self.env._("The log of confidential dossiers can't be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of confidential dossiers can't be deleted."))

    # === BUSINESS METHODS === #

    @api.model
    def _write_down(self, dossiers, what, purpose=None, is_key=False):
        """Add a row for each dossier, all by one statement.

        :param is_key: whether the row lets the present user in for the company's minutes
        """
        # sudo - care.dossier, care.dossier.access: names of what may be closed, into a log that
        # nobody may write
        now, how = fields.Datetime.now(), self._how()
        self.sudo().create(
            [
                self._row(dossier, is_key and now)
                | {"date": now, "what": what, "how": how}
                | self._ground(dossier, purpose)
                for dossier in dossiers.sudo()
            ]
        )

    @api.model
    def _row(self, dossier, opened):
        """Who, whose, and until when the row is a key."""
        person, company = dossier.partner_id, dossier.company_id
        minutes = timedelta(minutes=company.care_dossier_minutes)
        return {
            "user_ref": self.env.uid,
            "user_name": self.env.user.name,
            "dossier_ref": dossier.id,
            "partner_ref": person.id,
            "person_name": person.name,
            "customer_name": person.commercial_partner_id.name,
            "company_ref": company.id,
            "date_until": opened and opened + minutes,
        }

    @api.model
    def _ground(self, dossier, purpose):
        """By what right, and what for: the purpose given, the one of the loan card, or the role."""
        role = not self.env.su and dossier.sudo(False)._role()
        if role == "borrower" and not purpose:
            purpose = self.env["care.dossier.grant"]._purpose_of(dossier)
        named = dict(self._fields["role"]._description_selection(self.env))
        return {"role": role, "purpose": purpose or named.get(role)}

    @api.model
    def _how(self):
        """The road by which the present request came. Odoo hides that of XML-RPC and JSON-RPC."""
        path = request.httprequest.path if request else ""
        return next((how for start, how in _PATHS.items() if path.startswith(start)), "rpc")

    @api.model
    def _opened_query(self):
        """Rows that are keys of the present user, now. Relies on ``_key_idx``."""
        # sudo - care.dossier.access: a reader may not read the log, but has her own keys
        return self.sudo()._search(
            [("user_ref", "=", self.env.uid), ("date_until", ">", fields.Datetime.now())]
        )

    @api.model
    def _opened_ids(self):
        """Numbers of the dossiers that are open to the present user."""
        # sudo - care.dossier.access: as above
        return set(self.sudo().browse(self._opened_query()).mapped("dossier_ref"))
