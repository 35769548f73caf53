"""How complete the customer's file is, by what the company requires of its grade."""

from odoo import api, fields, models
from odoo.tools import SQL

from .care_file_requirement import PARTNER_NAMES, PERSON_NAMES, PROFILE_NAMES
from .figure_fields import RatioFigure
from .refresh_scope import RefreshScope

_PEOPLE_CHANGES = [*PERSON_NAMES, "active", "type", "is_company"]
_BIRTHDAY = ("care_birthday", "care_lunar_month")


class CareProfile(models.Model):
    _inherit = "care.profile"

    completeness_percent = RatioFigure(
        "Completeness (%)",
        digits=(16, 0),
        aggregator="avg",
        help="How much of what your company requires of this customer's file is there, in the form"
        " that it requires. Empty: nothing is required.",
    )
    file_date = fields.Datetime(
        "File Changed",
        compute="_compute_file_date",
        store=True,  # the verification compares it
        help="When somebody last changed what a customer file is made of.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "partner_id.name",
        # a new owner is put into the queue by the contact itself
        *(f"partner_id.{name}" for name in PARTNER_NAMES if name != "user_id"),
        *(f"partner_id.child_ids.{name}" for name in (*_PEOPLE_CHANGES, *_BIRTHDAY)),
        *(name for name in PROFILE_NAMES if name != "customer_code"),
    )
    def _compute_file_date(self):
        """Any change, by whichever way it was written, is one of the file; its completeness is
        counted anew soon. The column is the change itself: whoever causes it puts it in here."""
        self.file_date = fields.Datetime.now()
        real = self._origin
        self.env["care.dirty"]._put_pairs((file.partner_id.id, file.partner_id.id) for file in real)

    # === REFRESH === #

    @api.model
    def _refresh_steps(self):
        return [*super()._refresh_steps(), "_refresh_completeness"]

    @api.model
    def _refresh_completeness(self, scope):
        """See ``care.file.requirement``. No row here, nothing is required: it stays NULL."""
        self._update_figures(scope, ["completeness_percent"], self._figures_completeness)

    @api.model
    def _figures_completeness(self, scope):
        """Rows ``(profile_id, completeness_percent)``: the weight of what is there, of what is
        required."""
        # sudo - care.file.requirement: the engine counts by the company's rules
        requirements = self.env["care.file.requirement"].sudo()._set_of(scope.company)
        if not requirements:
            return SQL("SELECT NULL::int AS profile_id, NULL::numeric AS completeness_percent")
        total, met = [], []
        for line in requirements:
            applies, good = line._sql_applies(), line._sql_met()
            total.append(SQL("CASE WHEN %s THEN %s ELSE 0 END", applies, line.weight))
            met.append(SQL("CASE WHEN %s AND %s THEN %s ELSE 0 END", applies, good, line.weight))
        return SQL(
            """
            %(people)s
            SELECT p.id AS profile_id,
                   ROUND(100.0 * (%(met)s) / NULLIF(%(total)s, 0)) AS completeness_percent
              FROM %(files)s
             WHERE %(scope)s AND p.active
            """,
            met=SQL(" + ").join(met),
            total=SQL(" + ").join(total),
            people=self._sql_people(scope, requirements),
            files=self._sql_files(requirements),
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )

    @api.model
    def _sql_people(self, scope, requirements):
        """The people of each customer, to stand before the select: they are summed up once,
        whatever the planner believes about their number."""
        people = requirements.filtered(lambda line: line.subject.startswith("person."))
        return (
            SQL("WITH people AS MATERIALIZED (%s)", people_sums(scope, people)) if people else SQL()
        )

    @api.model
    def _sql_files(self, requirements):
        """Files ``p`` with their contact ``m``, its country ``k`` and its people ``c`` (see
        ``_sql_people``)."""
        joins = [
            SQL("care_profile p JOIN res_partner m ON m.id = p.partner_id"),
            SQL("LEFT JOIN res_country k ON k.id = m.country_id"),
        ]
        people = requirements.filtered(lambda line: line.subject.startswith("person."))
        if people:
            joins.append(SQL("LEFT JOIN people c ON c.id = p.partner_id"))
        return SQL(" ").join(joins)

    def _missing_parts(self):
        """What is required of these files and is not there.

        :return: ``{file: requirements}``, most important first
        """
        self.env.flush_all()
        result = dict.fromkeys(self, self.env["care.file.requirement"])
        for company, files in self.grouped("company_id").items():
            # sudo - care.file.requirement: rules are no secret to those who may see the file
            requirements = self.env["care.file.requirement"].sudo()._set_of(company)
            if not requirements:
                continue
            scope = RefreshScope.of(company, partners=files.partner_id)
            missing = [
                SQL(
                    "CASE WHEN %s AND NOT %s THEN %s END",
                    line._sql_applies(),
                    line._sql_met(),
                    line.id,
                )
                for line in requirements.sorted(lambda line: (-line.weight, line.sequence, line.id))
            ]
            rows = self.env.execute_query(
                SQL(
                    "%s SELECT p.id, ARRAY_REMOVE(ARRAY[%s]::int[], NULL) FROM %s"
                    " WHERE p.id = ANY(%s)",
                    self._sql_people(scope, requirements),
                    SQL(", ").join(missing),
                    self._sql_files(requirements),
                    files.ids,
                )
            )
            for file_id, ids in rows:
                result[self.browse(file_id)] = requirements.browse(ids).sudo(False)
        return result

    # === PAGE === #

    @api.model
    @api.readonly
    def get_customer_page(self, partner_id):
        """Also ``missing``: what the file lacks, rows of ``id, title`` (see
        ``action_fill_missing``)."""
        page = super().get_customer_page(partner_id)
        if page:
            page["missing"] = self._page_file(partner_id)._page_missing()
        return page

    def _page_missing(self):
        # sudo - care.file.requirement: as in ``_missing_parts``
        return [{"id": part.id, "title": part.label} for part in self._missing_parts()[self].sudo()]

    def _page_tiles(self):
        """How good the file itself is."""
        if self.completeness_percent is False and not self.verified_date:
            return super()._page_tiles()
        tile = {
            "key": "file",
            "title": self.env._("File Complete (%)"),
            "figures": [
                self._page_figure("completeness_percent", "integer"),
                self._page_figure("verified_date", "date", late=self.is_verification_late),
            ],
        }
        return [*super()._page_tiles(), tile]

    # === ACTIONS === #

    @api.readonly
    def action_fill_missing(self, requirement_id):
        """Open the place where what a requirement asks for is filled in.

        :param int requirement_id: of ``care.file.requirement``
        """
        self.ensure_one()
        self.check_access("read")
        requirement = self.env["care.file.requirement"].browse(int(requirement_id)).exists()
        kind = requirement.subject.split(".")[0] if requirement else "partner"
        if kind == "person":
            return self._open_people()
        record = self if kind == "profile" else self.partner_id
        view = "care_profile_view_form_fill" if kind == "profile" else "res_partner_view_form_fill"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complete the file of %(customer)s", customer=self.display_name),
            "res_model": record._name,
            "res_id": record.id,
            "views": [(self.env.ref(f"customer_care.{view}").id, "form")],
            "target": "new",
        }

    def _open_people(self):
        view = self.env.ref("customer_care.res_partner_view_list_people")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("People at %(customer)s", customer=self.display_name),
            "res_model": "res.partner",
            "views": [(view.id, "list"), (False, "form")],
            "domain": [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ],
            "context": {"default_parent_id": self.partner_id.id, "default_type": "contact"},
        }

    # === OPENED FIGURES === #

    @api.model
    def _figure_models(self):
        return {**super()._figure_models(), "completeness_percent": "care.file.requirement"}

    def _figure_records_completeness_percent(self, _scope):
        """What is missing."""
        return [("id", "in", self._missing_parts()[self].ids)]


def people_sums(scope, requirements):
    """Which requirements some person of a customer fulfils: rows of ``id`` (the customer) and a
    column for each."""
    return SQL(
        """
        SELECT m.commercial_partner_id AS id, %(columns)s
          FROM res_partner m LEFT JOIN res_country k ON k.id = m.country_id
         WHERE m.active AND m.is_company IS NOT TRUE AND m.type = 'contact' AND %(scope)s
      GROUP BY m.commercial_partner_id
        """,
        columns=SQL(", ").join(
            SQL("BOOL_OR(%s) AS %s", line._sql_person(), SQL.identifier(line._people_column()))
            for line in requirements
        ),
        scope=scope.covers_partner(SQL("m.commercial_partner_id")),
    )


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    @api.model
    def _metrics(self):
        return [*super()._metrics(), "completeness_percent"]

    @api.model
    def _bounds(self, metric):
        return (0, 100) if metric == "completeness_percent" else super()._bounds(metric)
