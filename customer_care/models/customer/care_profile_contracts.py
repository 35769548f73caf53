"""What contracts say of a customer."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .care_profile_refresh import BATCH
from .figure_fields import RatioFigure


class CareProfile(models.Model):
    _inherit = "care.profile"

    contract_ids = fields.One2many("care.contract", "profile_id")
    contract_count = fields.Integer("Contracts", compute="_compute_contract_count")
    running_contract_count = fields.Integer(
        "Running Contracts", compute="_compute_running_contracts"
    )
    contract_date_end = fields.Date("Next One Ends", compute="_compute_running_contracts")
    renewal_rate_percent = RatioFigure(
        "Renewal Rate (%)",
        digits=(16, 1),
        aggregator=None,
        help="Of the contracts that ended within the last twelve months, those renewed. Empty: none"
        " ended.",
    )

    # === COMPUTE METHODS === #

    @api.depends("contract_ids")
    def _compute_contract_count(self):
        counts = dict(
            self.env["care.contract"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.contract_count = counts.get(profile, 0)

    @api.depends("contract_ids.state", "contract_ids.date_end")
    def _compute_running_contracts(self):
        for profile in self:
            running = profile._running_contracts()
            profile.running_contract_count = len(running)
            profile.contract_date_end = min(running.mapped("date_end"), default=False)

    def _running_contracts(self):
        return self.contract_ids.filtered(lambda contract: contract.state == "running")

    # === ACTIONS === #

    @api.readonly
    def action_open_contracts(self):
        """The customer's contracts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_contract_action")
        return {
            **action,
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    # === REFRESH === #

    @api.model
    def _customer_sources(self, scope):
        """Who has a contract is a customer; one with a draft, a prospect."""
        return [
            *super()._customer_sources(scope),
            SQL("SELECT partner_id FROM care_contract WHERE company_id IN %s", scope.branch_ids),
        ]

    @api.model
    def _refresh_steps(self):
        steps = super()._refresh_steps()
        place = steps.index("_refresh_rank")
        steps[place:place] = ["_refresh_contracts", "_refresh_renewals"]
        return steps

    @api.model
    def _refresh_contracts(self, scope):
        """Running contracts whose last day is over have ended."""
        Contract = self.env["care.contract"]
        domain = [
            ("state", "=", "running"),
            ("date_end", "<", scope.today),
            ("company_id", "in", scope.branch_ids),
        ]
        if scope.partner_ids is not None:
            domain.append(("partner_id", "in", scope.partner_ids))
        for batch in split_every(BATCH, Contract.search(domain, order="id").ids, Contract.browse):
            locked = batch.try_lock_for_update() if scope.partner_ids is None else batch
            locked._set_state("ended")
            self.env.flush_all()
            if not self._commit_batch(scope):
                return

    @api.model
    def _refresh_renewals(self, scope):
        """The renewal rate. No row here, no contract ended: it stays NULL."""
        self._update_figures(scope, ["renewal_rate_percent"], self._figures_renewals)

    @api.model
    def _renewal_window(self, today):
        """The last twelve months: after the first of these days, until the other."""
        return today - relativedelta(months=12), today

    @api.model
    def _figures_renewals(self, scope):
        """Rows ``(profile_id, renewal_rate_percent)``.

        A contract counts on its last day, also where it was renewed before; one that was
        terminated never could be renewed."""
        start, today = self._renewal_window(scope.today)
        return SQL(
            """
            SELECT c.profile_id,
                   ROUND(100.0 * COUNT(*) FILTER (WHERE c.state = 'renewed') / COUNT(*), 1)
                       AS renewal_rate_percent
              FROM care_contract c
             WHERE c.state IN ('renewed', 'ended') AND c.company_id IN %(branches)s
               AND c.date_end > %(start)s AND c.date_end <= %(today)s AND %(scope)s
          GROUP BY c.profile_id
            """,
            branches=scope.branch_ids,
            start=start,
            today=today,
            scope=scope.covers_partner(SQL("c.partner_id")),
        )

    # === PAGE === #

    def _page_tiles(self):
        """How the customer keeps its contracts, where it has some."""
        if not self.contract_count:
            return super()._page_tiles()
        is_ending = any(self._running_contracts().mapped("is_ending"))
        tile = {
            "key": "contracts",
            "title": self.env._("Running Contracts"),
            "figures": [
                self._page_figure("running_contract_count", "integer"),
                self._page_figure("contract_date_end", "date", late=is_ending),
                self._page_figure("renewal_rate_percent", "float"),
            ],
        }
        return [*super()._page_tiles(), tile]

    # === OPENED FIGURES === #

    @api.model
    def _figure_models(self):
        names = ("running_contract_count", "contract_date_end", "renewal_rate_percent")
        return {**super()._figure_models(), **dict.fromkeys(names, "care.contract")}

    def _figure_records_running_contract_count(self, _scope):
        return [("profile_id", "=", self.id), ("state", "=", "running")]

    def _figure_records_contract_date_end(self, _scope):
        """The running contracts that end first."""
        end = fields.Date.to_string(self.contract_date_end) or False
        return [*self._figure_records_running_contract_count(_scope), ("date_end", "=", end)]

    def _figure_records_renewal_rate_percent(self, scope):
        start, today = map(fields.Date.to_string, self._renewal_window(scope.today))
        return [
            ("profile_id", "=", self.id),
            ("state", "in", ("renewed", "ended")),
            ("date_end", ">", start),
            ("date_end", "<=", today),
        ]

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        self.env["care.contract"]._hand_over(others, self)
        return super()._absorb(others)

    def _move_to(self, customer):
        result = super()._move_to(customer)
        self.env["care.contract"]._hand_over(self, self)
        return result


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    @api.model
    def _metrics(self):
        return [*super()._metrics(), "renewal_rate_percent"]
