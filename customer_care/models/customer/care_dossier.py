from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import GROUP_CONFIDENTIAL, GROUP_MANAGER

_OWNER = "partner_id.commercial_partner_id.user_id"

# Whose dossier it is stays as it was; only the merge of two persons moves it.
_FIXED_FIELDS = {"partner_id", "company_id"}

# Who may write; the others read.
_KEEPERS = {"owner", "leader", "manager"}


class CareDossier(models.Model):
    """What one company knows of one person at a customer beyond her birthday, written by those who
    may open it. One row per person and root company.

    A row of the log (``care.dossier.access``) is the key: the record rules let a reader in where
    she has a role in ``_role_domains`` *and* wrote such a row a short while ago. Nothing refers to
    this model, and it has no chatter, so no other road leads here.
    """

    _name = "care.dossier"
    _description = "Confidential Dossier"
    _rec_name = "partner_id"
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        ondelete="restrict",  # deleted through the ORM, so that the log knows; see res.partner
        domain=[("is_company", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Customer")
    owner_id = fields.Many2one(related=_OWNER, string="Account Manager")
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_keeper = fields.Boolean(compute="_compute_is_keeper", search="_search_is_keeper")

    # who she is
    marital_status = fields.Selection(
        [
            ("single", "Single"),
            ("partner", "With a partner"),
            ("married", "Married"),
            ("divorced", "Divorced"),
            ("widowed", "Widowed"),
        ]
    )
    family = fields.Text(help="Partner, children, parents: what she told us herself.")
    hometown = fields.Char()
    education_level = fields.Selection(
        [
            ("school", "School"),
            ("vocational", "Vocational training"),
            ("bachelor", "Bachelor"),
            ("master", "Master"),
            ("doctor", "Doctorate"),
        ],
        string="Highest Degree",
    )
    education = fields.Text(help="Schools and subjects, and who she knows from there.")
    career = fields.Text(help="Posts before this one, and what she aims at.")

    # what pleases her, and what does not
    hobbies = fields.Text()
    preferences = fields.Text(help="How she likes to be spoken to, when to call, what she drinks.")
    diet = fields.Selection(
        [
            ("any", "Eats everything"),
            ("vegetarian", "Vegetarian"),
            ("vegan", "Vegan"),
            ("halal", "Halal"),
            ("kosher", "Kosher"),
        ]
    )
    health = fields.Text(
        "Health and Diet Hints", help="What a host must know: allergies, no alcohol, no stairs."
    )
    taboos = fields.Text(help="Subjects, colours, gifts or numbers to stay away from.")
    gift_wishes = fields.Text()

    # how to reach her privately
    private_phone = fields.Char()
    private_email = fields.Char()
    private_address = fields.Text()

    # how she stands to us
    attitude = fields.Selection(
        [("positive", "Well disposed"), ("neutral", "Neutral"), ("negative", "Against us")],
        string="Attitude to Us",
    )
    attitude_note = fields.Text()
    notes = fields.Text("Further Notes")
    source = fields.Char(
        "Source and Lawful Basis",
        help="From whom we know this, and why we may keep it: her consent, for instance.",
    )

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "There is a dossier of this person already."
    )

    # === ACCESS === #

    @api.model
    def _role_domains(self):
        """Who may have a dossier opened: pairs of role and domain, the nearest role first.

        The owner's manager is the leader of a sales team in which the owner is. The service team of
        the customer has no role here.
        """
        uid = self.env.uid
        leads = [("active", "=", True), ("crm_team_id.user_id", "=", uid)]
        yield "owner", Domain(_OWNER, "=", uid)
        yield "leader", Domain(f"{_OWNER}.crm_team_member_ids", "any", leads)
        if self.env.user.has_group(GROUP_MANAGER):
            yield "manager", Domain.TRUE
        if self.env.user.has_group(GROUP_CONFIDENTIAL):
            yield "confidential", Domain.TRUE
        yield "borrower", self.env["care.dossier.grant"]._borrowed_domain()

    def _role(self):
        """The reader's role for one dossier, which need not be saved yet, or False."""
        self.ensure_one()
        # sudo - res.partner, crm.team.member: a role is found without seeing customer and team
        dossier = self.sudo().with_context(active_test=False)
        for role, domain in self._role_domains():
            if dossier.filtered_domain(domain):
                return role
        return False

    @api.depends_context("uid")
    def _compute_is_keeper(self):
        for dossier in self:
            dossier.is_keeper = dossier._role() in _KEEPERS

    def _search_is_keeper(self, operator, value):
        if operator != "in":
            return NotImplemented
        kept = Domain.OR(domain for role, domain in self._role_domains() if role in _KEEPERS)
        return kept if True in value else ~kept

    @api.depends_context("uid")
    def _compute_is_open(self):
        opened = self.env["care.dossier.access"]._opened_ids()
        for dossier in self:
            dossier.is_open = dossier.id in opened and bool(dossier._role())

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        keys = self.env["care.dossier.access"]._opened_query()
        opened = Domain("id", "any!", keys.subselect(SQL.identifier(keys.table, "dossier_ref")))
        opened &= Domain.OR(domain for _role, domain in self._role_domains())
        return opened if True in value else ~opened

    def _check_access(self, operation):
        """Keys and roles of now: both may have ended since they were last looked at."""
        self.invalidate_recordset(["is_open", "is_keeper"], flush=False)
        return super()._check_access(operation)

    @api.model
    def _closed_error(self):
        """The same words whether there is such a dossier or not."""
        return AccessError(
            self.env._(
                "This confidential dossier is closed. Open it again with the button on the contact;"
                " what you typed here stays until then. If you may not open it, ask for a loan card"
                " there."
            )
        )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Writing a dossier opens it."""
        dossiers = super().create(vals_list)
        self.env["care.dossier.access"]._write_down(dossiers, "create", is_key=not self.env.su)
        return dossiers

    def write(self, vals):
        """Saving is a row of the log, too, and keeps the dossier open."""
        if not self.env.su and not _FIXED_FIELDS.isdisjoint(vals):
            raise UserError(
                self.env._("A dossier stays with its person. Merge the contacts to join dossiers.")
            )
        result = super().write(vals)
        self.env["care.dossier.access"]._write_down(self, "change", is_key=not self.env.su)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_write_down(self):
        self.env["care.dossier.access"]._write_down(self, "delete")

    def copy_data(self, default=None):
        """Never: what is known of one person is not known of another."""
        self.check_access("read")
        raise UserError(self.env._("A confidential dossier can't be duplicated."))

    def export_data(self, fields_to_export):
        """Each dossier that is exported is a row of the log."""
        self.check_access("read")
        result = super().export_data(fields_to_export)
        self.env["care.dossier.access"]._write_down(self, "export")
        return result

    # === ACTIONS === #

    def action_open(self, purpose=None):
        """Open a dossier: one row in the log, which lets the reader in for a while.

        :param purpose: what for; for those with a role it is filled by itself when empty
        :raise AccessError: for anybody without a role, in the same words if there is none
        """
        # sudo - care.dossier: it is closed until the row of the log is written
        dossier = self.sudo().exists()
        if len(dossier) != 1 or not self._may_open(dossier):
            raise self._closed_error()
        purpose = str(purpose or "").strip()[:500]
        self.env["care.dossier.access"]._write_down(self, "open", purpose, is_key=True)
        return self._form_action(self.env._("Confidential Dossier"), dossier, res_id=self.id)

    @api.model
    def _may_open(self, dossier):
        """Whether the reader has a role for a dossier of a company that she works in now."""
        return (
            self.browse().has_access("read")
            and dossier.company_id in self.env.companies.root_id
            and dossier.sudo(self.env.su)._role()
        )

    @api.model
    def _open_person(self, partner, purpose=None):
        """Open the person's dossier, begin it, or ask for a loan card.

        Whoever has no role is asked for the card whether there is a dossier or not: that one is
        kept about somebody is secret, too.
        """
        company = self.env.company.root_id
        # sudo - care.dossier: it is closed until the row of the log is written
        dossier = self.sudo().search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        )
        subject = dossier or self.new({"partner_id": partner.id, "company_id": company.id})
        role = subject.sudo(False)._role()
        if not role:
            return self.env["care.dossier.grant"]._ask_action(partner, company)
        if dossier:
            return dossier.sudo(False).action_open(purpose)
        if role == "borrower":
            raise UserError(self.env._("Nothing is written about this person yet."))
        return self._form_action(
            self.env._("New Confidential Dossier"),
            subject,
            context={"default_partner_id": partner.id, "default_company_id": company.id},
        )

    @api.model
    def _form_action(self, name, dossier, **vals):
        """The form, without a way to edit for those who may only read."""
        keeps = self.env.su or dossier.sudo(False)._role() in _KEEPERS
        view = "care_dossier_view_form" if keeps else "care_dossier_view_form_read"
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "views": [(self.env.ref(f"customer_care.{view}").id, "form")],
            **vals,
        }
