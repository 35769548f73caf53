from odoo import api, fields, models
from odoo.tools import SQL

from ...const import GROUP_STEWARD

_TO_WRITE, _TO_READ = 16, 17  # numbers of the sources


class CareWork(models.Model):
    """Monthly market reports in My day: with who has to write them or to answer a question, and
    with the information administrators who have to read them."""

    _inherit = "care.work"

    _depends = {
        "care.intelligence.month": [
            *("user_id", "company_id", "month", "state", "date_due", "date_sent"),
            "date_escalated",
        ],
        "care.intelligence": ["report_id", "state", "date_asked", "date_sent"],
    }

    kind = fields.Selection(selection_add=[("intelligence", "Market Information")])
    is_reportable = fields.Boolean(
        compute="_compute_is_reportable", help="“Nothing to report” answers it from the list."
    )

    # === SOURCES === #

    @api.model
    def _work_sources(self):
        sources = [*super()._work_sources(), self._work_reports()]
        if self.env.user.has_group(GROUP_STEWARD):
            sources.append(self._work_reports_to_read())
        return sources

    @api.model
    def _work_reports(self):
        """Reports that are due, and those of which a piece was asked about. Only who may see the
        report sees the work: there is no customer behind it by whom the rules would tell. It relies
        on the index of open reports and on that of the pieces' state."""
        date = SQL("CASE WHEN t.state = 'open' THEN t.date_due ELSE q.day END")
        return self._work_select(
            "intelligence",
            _TO_WRITE,
            {
                "user_id": SQL("t.user_id"),
                "company_id": SQL("t.company_id"),
                "res_model": SQL("'care.intelligence.month'"),
                "res_id": SQL("t.id"),
                "name": SQL(
                    "replace(replace(CASE WHEN t.state = 'open' THEN %s ELSE %s END, '[month]',"
                    " to_char(t.month, 'YYYY-MM')), '[count]', %s::varchar)",
                    self.env._("Market report for [month] (pieces: [count])"),
                    self.env._("Answer about the market report for [month]"),
                    SQL("(SELECT COUNT(*) FROM care_intelligence i WHERE i.report_id = t.id)"),
                ),
                "date": date,
                "is_handled_here": SQL("FALSE"),
                "is_escalated": SQL("t.state = 'open' AND t.date_escalated IS NOT NULL"),
            },
            SQL(
                """
                  FROM care_intelligence_month t
             LEFT JOIN (SELECT i.report_id, MIN(i.date_asked) AS day FROM care_intelligence i
                         WHERE i.state = 'question' GROUP BY i.report_id) q ON q.report_id = t.id
                 WHERE (t.state = 'open' OR q.report_id IS NOT NULL)
                   AND %(date)s <= %(horizon)s AND t.id IN %(visible)s
                """,
                date=date,
                horizon=self._work_horizon(),
                visible=self._sql_visible_reports(),
            ),
        )

    @api.model
    def _work_reports_to_read(self):
        """What was sent and nobody has read: one row for each report, however many pieces."""
        return self._work_select(
            "intelligence",
            _TO_READ,
            {
                "user_id": SQL("%s", self.env.uid),
                "company_id": SQL("t.company_id"),
                "res_model": SQL("'care.intelligence.month'"),
                "res_id": SQL("t.id"),
                "name": SQL(
                    "replace(replace(replace(%s, '[month]', to_char(t.month, 'YYYY-MM')),"
                    " '[count]', s.number::varchar), '[user]', a.name)",
                    self.env._("Read the market report of [user] for [month] (pieces: [count])"),
                ),
                "date": SQL("s.day"),
                "is_handled_here": SQL("FALSE"),
            },
            SQL(
                """
                  FROM care_intelligence_month t
                  JOIN (SELECT i.report_id, MIN(i.date_sent) AS day, COUNT(*) AS number
                          FROM care_intelligence i WHERE i.state = 'sent'
                      GROUP BY i.report_id) s ON s.report_id = t.id
                  JOIN res_users u ON u.id = t.user_id
                  JOIN res_partner a ON a.id = u.partner_id
                 WHERE t.id IN %s
                """,
                self._sql_visible_reports(),
            ),
        )

    @api.model
    def _sql_visible_reports(self):
        """The ids of the reports that the reader may see."""
        return self.env["care.intelligence.month"]._search([]).subselect()

    # === ACTIONS === #

    def _compute_is_reportable(self):
        reports = self._own_open_reports()
        for work in self:
            is_report = work.res_model == reports._name
            work.is_reportable = is_report and work.res_id in reports.ids

    def _own_open_reports(self):
        """The reports behind this work that their author can answer with one click."""
        works = self.filtered(lambda work: work.res_model == "care.intelligence.month")
        return self.env["care.intelligence.month"].search(
            [
                ("id", "in", works.mapped("res_id")),
                ("state", "=", "open"),
                ("user_id", "=", self.env.uid),
                ("piece_ids", "=", False),
            ]
        )

    def action_report_nothing(self):
        """Answer from the list that there is nothing to report; the report checks who may."""
        self.ensure_one()
        [target] = self._targets("read")
        if target._name != "care.intelligence.month":
            return self.action_open()
        target.action_nothing()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
