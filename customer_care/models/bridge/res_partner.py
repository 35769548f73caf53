from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import GROUP_USER, HELD_FIELDS

# What a customer's file and plans follow. Of contacts, the customer whom they belong to.
_BIRTHDAY = {"care_birthday", "care_lunar_month", "care_lunar_day", "care_lunar_leap"}
_WATCHED_OF_CONTACTS = {"parent_id", "is_company"} | _BIRTHDAY
_WATCHED = {"user_id", "active", "company_id"} | _WATCHED_OF_CONTACTS

_PROFILE_COLUMNS = {
    "care_profile_id": "id",
    "care_grade_id": "grade_id",
    "care_last_contact_date": "last_contact_date",
    "care_next_contact_date": "next_contact_date",
}
# What is shown of the file in lists: read with it, in one query.
_SHOWN_COLUMNS = (
    "partner_id",
    "customer_code",
    *(name for name in _PROFILE_COLUMNS.values() if name != "id"),
)


class ResPartner(models.Model):
    """The customer's file of the present company, joined to the contact.

    Nothing is stored here: each field reads ``care.profile`` for the commercial partner and the
    root of the present company.
    """

    _inherit = "res.partner"

    care_profile_ids = fields.One2many(
        "care.profile",
        "partner_id",
        string="Care Files",
        search="_search_care_profile_ids",
        groups=GROUP_USER,
    )
    care_profile_id = fields.Many2one(
        "care.profile",
        string="Care File",
        compute="_compute_care_profile_id",
        search="_search_care_profile_id",
        groups=GROUP_USER,
    )
    care_grade_id = fields.Many2one(
        "care.grade",
        compute="_compute_care_grade_id",
        inverse="_inverse_care_grade_id",
        search="_search_care_grade_id",
        groups=GROUP_USER,
    )
    care_last_contact_date = fields.Date(
        string="Last Contact",
        compute="_compute_care_contact_dates",
        search="_search_care_last_contact_date",
        groups=GROUP_USER,
    )
    care_next_contact_date = fields.Date(
        string="Next Contact",
        compute="_compute_care_contact_dates",
        search="_search_care_next_contact_date",
        groups=GROUP_USER,
    )

    # === COMPUTE METHODS === #

    @api.depends("commercial_partner_id.care_profile_ids.company_id")
    @api.depends_context("company", "uid", "allowed_company_ids")
    def _compute_care_profile_id(self):
        files = self.env["care.profile"].search_fetch(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.root_id.id),
            ],
            _SHOWN_COLUMNS,
            order="id",
        )
        by_customer = {file.partner_id.id: file for file in files}
        for partner in self:
            partner.care_profile_id = by_customer.get(partner.commercial_partner_id._origin.id)

    @api.depends("care_profile_id.grade_id")
    @api.depends_context("company", "uid", "allowed_company_ids")
    def _compute_care_grade_id(self):
        for partner in self:
            partner.care_grade_id = partner.care_profile_id.grade_id

    @api.depends("care_profile_id.last_contact_date", "care_profile_id.next_contact_date")
    @api.depends_context("company", "uid", "allowed_company_ids")
    def _compute_care_contact_dates(self):
        for partner in self:
            partner.care_last_contact_date = partner.care_profile_id.last_contact_date
            partner.care_next_contact_date = partner.care_profile_id.next_contact_date

    def _inverse_care_grade_id(self):
        """A grade set on the contact is a grade change: applied for managers, else proposed.

        :raise UserError: for a customer whose file the person may not open
        """
        for grade, partners in self.grouped("care_grade_id").items():
            Profile = self.env["care.profile"]
            profiles = Profile._ensure(partners) if grade else Profile._of(partners)
            # sudo - care.profile: files that the person can't see must not be passed over silently
            if hidden := Profile.sudo()._of(partners) - profiles:
                raise UserError(Profile._explain_closed(hidden[0].partner_id))
            self.env["care.grade.change"]._record(profiles, grade)
        self.invalidate_recordset(["care_grade_id"], flush=False)  # a proposal is no grade yet

    # === SEARCH === #

    def _search_care_profile_ids(self, operator, value):
        """Core looks past the record rules when it asks whether there is a file; this does not."""
        return self._search_files("care_profile_ids", operator, value, "id", Domain.TRUE, join="id")

    def _search_care_profile_id(self, operator, value):
        return self._search_care_column("care_profile_id", operator, value)

    def _search_care_grade_id(self, operator, value):
        return self._search_care_column("care_grade_id", operator, value)

    def _search_care_last_contact_date(self, operator, value):
        return self._search_care_column("care_last_contact_date", operator, value)

    def _search_care_next_contact_date(self, operator, value):
        return self._search_care_column("care_next_contact_date", operator, value)

    def _search_care_column(self, field_name, operator, value):
        """The condition over a column of the file that the customer has in the present company."""
        here = Domain("company_id", "=", self.env.company.root_id.id)
        return self._search_files(field_name, operator, value, _PROFILE_COLUMNS[field_name], here)

    def _search_files(
        self, field_name, operator, value, column, files, join="commercial_partner_id"
    ):
        """The condition over ``column`` of the files in the domain ``files``, as a semi-join.

        The ORM does not enforce ``groups`` on search methods, so this checks it. The files are
        searched under the reader's rights: nobody filters by what she may not see.
        """
        self._check_field_access(self._fields[field_name], "read")
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented

        def customers(domain):
            query = self.env["care.profile"]._search(files & domain)
            return Domain(
                join, "any!", query.subselect(SQL.identifier("care_profile", "partner_id"))
            )

        if operator == "in" and False in value:
            without = ~customers(Domain(column, "!=", False))
            chosen = [item for item in value if item]
            return without | customers(Domain(column, "in", chosen)) if chosen else without
        return customers(Domain(column, operator, value))

    def _field_to_sql(self, alias, field_expr, query=None):
        """Order and group by a column of the file: one LEFT JOIN on those the reader may see."""
        column = _PROFILE_COLUMNS.get(field_expr)
        if not column or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        Profile = self.env["care.profile"]
        visible = Profile._search([("company_id", "=", self.env.company.root_id.id)])
        file_alias = query.make_alias(alias, "care_profile")
        query.add_join(
            "LEFT JOIN",
            file_alias,
            visible.subselect(
                *(
                    SQL.identifier("care_profile", name)
                    for name in ("partner_id", *_PROFILE_COLUMNS.values())
                )
            ),
            SQL(
                "%s = %s",
                SQL.identifier(file_alias, "partner_id"),
                super()._field_to_sql(alias, "commercial_partner_id", query),
            ),
        )
        return SQL.identifier(file_alias, column, to_flush=Profile._fields[column])

    # === CRUD METHODS === #

    def write(self, vals):
        """Hold back what waits for approval and save the rest; count and plan anew the customers
        whom a watched column moves. Any other write costs nothing here."""
        if _WATCHED.isdisjoint(vals) and HELD_FIELDS.isdisjoint(vals):
            return super().write(vals)
        for partners, saved in self._care_hold(vals):
            with partners._care_watching(saved):
                super(ResPartner, partners).write(saved)
        return True

    @contextmanager
    def _care_watching(self, vals):
        """Wrap a write: customers are counted and planned anew where salesperson, parent, company,
        being active or a birthday changes."""
        if _WATCHED.isdisjoint(vals):
            yield
            return
        partners = self
        if _WATCHED_OF_CONTACTS.isdisjoint(vals):
            partners = self.filtered(lambda partner: partner.commercial_partner_id == partner)
        before = [partner.commercial_partner_id for partner in partners]
        yield
        self.env["care.dirty"]._put_moved(partners, before)

    # === ACTIONS === #

    def action_care_open(self):
        """Open the customer's file, made now if there is none."""
        self.ensure_one()
        profile = self.env["care.profile"]._ensure(self)
        if not profile:
            raise UserError(profile._explain_closed(self.commercial_partner_id))
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.profile",
            "res_id": profile.id,
            "views": [(False, "form")],
        }

    # === DELETION === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_contacted(self):
        """Plans go with the customer, but not what was said: such a customer is archived."""
        self.env["care.touchpoint"]._clear_for_deletion(
            [("partner_id", "in", self.ids)],
            self.env._(
                "Communication records or promises hang on this customer. Archive the contact"
                " instead of deleting it."
            ),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_put_dirty(self):
        """A lead survives its contact, and makes nobody a prospect any more."""
        contacts = self.filtered(lambda partner: partner.commercial_partner_id != partner)
        self.env["care.dirty"]._put_pairs(
            (customer.id, customer.id) for customer in contacts.commercial_partner_id
        )
