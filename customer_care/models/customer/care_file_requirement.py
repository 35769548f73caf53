import re

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# What a file is made of: columns of the contact, of its people, and of the file itself.
PARTNER_NAMES = [
    *("vat", "company_registry", "street", "city", "zip", "state_id", "country_id"),
    *("phone", "email", "website", "industry_id", "ref", "lang", "user_id"),
]
PERSON_NAMES = ["phone", "email", "function"]
PROFILE_NAMES = [
    *("customer_code", "size", "stage", "region", "purchasing_power", "credit_grade"),
    *("source", "source_basis", "potential", "need"),
]

# In a form that both PostgreSQL and Python read.
_PHONE = r"^\+?[0-9(][0-9 ()./-]{5,}$"
_MAIL = r"^[^@[:space:]]+@[^@[:space:]]+\.[^@.[:space:]]{2,}$"
# Tax ids by country; letters and digits elsewhere. Core checks them closer while they are typed,
# where its application for that is installed.
_TAX_IDS = {
    "CN": r"^[0-9A-HJ-NP-RT-UW-Y]{18}$",
    "DE": r"^(DE)?[0-9]{9}$",
    "FR": r"^(FR)?[0-9A-Z]{2}[0-9]{9}$",
    "NO": r"^(NO)?[0-9]{9}(MVA)?$",
}
_TAX_ID = r"^[0-9A-Z./-]{5,20}$"


class CareFileRequirement(models.Model):
    """One thing that the files of some grades have to contain, perhaps in a certain form. Care
    managers and the information administrator write it; a company without requirements of its own
    uses the shared ones."""

    _name = "care.file.requirement"
    _description = "Required in Customer Files"
    _order = "sequence, id"
    _rec_name = "label"

    sequence = fields.Integer(default=10)
    subject = fields.Selection(selection="_selection_subject", string="What", required=True)
    name = fields.Char(
        "Called", translate=True, help="How it is asked for. Empty: as the field is called."
    )
    label = fields.Char(compute="_compute_label")
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: used by every company that has no requirements of its own.",
    )
    active = fields.Boolean(default=True)
    grade_ids = fields.Many2many(
        "care.grade",
        string="Grades",
        help="Required of the customers of these grades. Empty: of everybody, prospects too.",
    )
    form = fields.Selection(
        [
            ("phone", "Phone number"),
            ("mail", "Email address"),
            ("tax_id", "Tax ID of the country"),
            ("pattern", "Own pattern"),
        ],
        help="The form that it has to have. Empty: anything.",
    )
    pattern = fields.Char(help="A regular expression for the whole value, such as ^[0-9]{6}$.")
    role = fields.Char(
        "Job Title Contains",
        help="Only people whose job title contains one of these words count; separate them by"
        " commas. Empty: anybody.",
    )
    weight = fields.Integer(default=1, required=True, help="How much it counts among the others.")

    _weight_positive = models.Constraint(
        "CHECK (weight BETWEEN 1 AND 100)", "A requirement weighs 1 to 100."
    )

    # === WHAT MAY BE REQUIRED === #

    @api.model
    def _subjects(self):
        """Names of what may be required; rooms add theirs: ``partner.<column>``,
        ``person.<column>`` of the people at the customer, ``profile.<column>``."""
        return [
            *(f"partner.{name}" for name in PARTNER_NAMES),
            *("person.any", "person.birthday"),
            *(f"person.{name}" for name in PERSON_NAMES),
            *(f"profile.{name}" for name in PROFILE_NAMES),
        ]

    @api.model
    def _selection_subject(self):
        return [(subject, self._subject_label(subject)) for subject in self._subjects()]

    @api.model
    def _subject_label(self, subject):
        kind, name = subject.split(".")
        if subject == "person.any":
            return self.env._("A person to talk to")
        if subject == "person.birthday":
            return self.env._("A person's birthday")
        model = "care.profile" if kind == "profile" else "res.partner"
        label = self.env[model]._fields[name]._description_string(self.env)
        if kind == "person":
            return self.env._("A person's %(field)s", field=label)
        return label

    @api.depends("name", "subject", "role")
    @api.depends_context("lang")
    def _compute_label(self):
        for requirement in self:
            label = requirement.name or self._subject_label(requirement.subject or "person.any")
            requirement.label = label
            if requirement.role and not requirement.name:
                requirement.label = f"{label} ({requirement.role})"

    # === CONSTRAINTS === #

    @api.constrains("subject", "form", "pattern", "role")
    def _check_form(self):
        for requirement in self:
            if requirement.form == "pattern" and not requirement.pattern:
                raise ValidationError(self.env._("Write the pattern that it has to have."))
            if requirement.form and not requirement._is_text():
                raise ValidationError(
                    self.env._("%(what)s has no form: it is chosen.", what=requirement.label)
                )
            if requirement.role and not requirement.subject.startswith("person."):
                raise ValidationError(self.env._("Only people have a job title."))
            requirement._check_pattern()

    def _check_pattern(self):
        if self.form != "pattern":
            return
        try:
            with self.env.cr.savepoint():
                self.env.execute_query(SQL("SELECT '' ~ %s", self.pattern))
        except psycopg2.Error:
            raise ValidationError(
                self.env._("“%(pattern)s” is no regular expression.", pattern=self.pattern)
            ) from None

    def _field(self):
        kind, name = self.subject.split(".")
        return self.env["care.profile" if kind == "profile" else "res.partner"]._fields.get(name)

    def _is_text(self):
        field = self._field()
        return field is not None and field.type in ("char", "text")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._count_soon()
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - {"sequence", "name"}:
            self._count_soon()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_count_soon(self):
        self._count_soon()

    @api.model
    def _count_soon(self):
        """What is required changed: everybody is counted anew, in the background."""
        cron = self.env.ref("customer_care.cron_profile_refresh", raise_if_not_found=False)
        if cron:  # else the addon is being installed, and counts everybody afterwards
            # sudo - ir.cron: whoever may write requirements starts the engine
            cron.sudo()._trigger()

    # === COUNTING === #

    @api.model
    def _set_of(self, company):
        """The requirements that hold in a company: its own, or the shared ones."""
        active = self.with_context(active_test=True)  # whoever looks at retired files
        own = active.search([("company_id", "=", company.id)])
        return own or active.search([("company_id", "=", False)])

    def _sql_applies(self):
        """Whether it is required of the file at ``p``, as SQL."""
        if not self.grade_ids:
            return SQL("TRUE")
        return SQL("p.grade_id = ANY(%s)", self.grade_ids.ids)

    def _sql_met(self):
        """Whether the file at ``p`` of the contact ``m`` (country code ``k.code``, people ``c``)
        fulfils it, as SQL; never NULL."""
        kind, name = self.subject.split(".")
        if kind == "person":
            return SQL("COALESCE(%s, FALSE)", SQL.identifier("c", self._people_column()))
        return self._sql_good(SQL.identifier("p" if kind == "profile" else "m", name))

    def _people_column(self):
        return f"r{self.id}"

    def _sql_person(self):
        """Whether the person ``m`` fulfils it, as SQL."""
        name = self.subject.split(".")[1]
        if name == "any":
            good = SQL("TRUE")
        elif name == "birthday":
            good = SQL("(m.care_birthday IS NOT NULL OR m.care_lunar_month IS NOT NULL)")
        else:
            good = self._sql_good(SQL.identifier("m", name))
        words = [re.escape(word.strip()) for word in (self.role or "").split(",") if word.strip()]
        if not words:
            return good
        return SQL("%s AND COALESCE(m.function ~* %s, FALSE)", good, "|".join(words))

    def _sql_good(self, column):
        """Whether a column is filled in, and in the form that is asked for."""
        if not self._is_text():
            return SQL("%s IS NOT NULL", column)
        filled = SQL("COALESCE(BTRIM(%s), '') <> ''", column)
        form = self._sql_form(column)
        return SQL("(%s AND %s)", filled, form) if form else filled

    def _sql_form(self, column):
        text = SQL("BTRIM(%s)", column)
        if self.form == "tax_id":
            text = SQL("UPPER(REPLACE(%s, ' ', ''))", column)
            by_country = SQL(" ").join(
                SQL("WHEN %s THEN %s ~ %s", code, text, pattern)
                for code, pattern in _TAX_IDS.items()
            )
            return SQL("CASE k.code %s ELSE %s ~ %s END", by_country, text, _TAX_ID)
        patterns = {"phone": _PHONE, "mail": _MAIL, "pattern": self.pattern}
        return self.form and SQL("%s ~ %s", text, patterns[self.form])
