"""What the customer thinks of a case: how it rated us on its page, and the survey afterwards."""

from odoo import api, fields, models
from odoo.tools import format_date

# Of several invitations about one case the first of these is told. Withdrawn ones are no news.
_TOLD = ("answered", "sent", "failed", "expired", "waiting", "skipped")


class CareCase(models.Model):
    _inherit = "care.case"

    invitation_ids = fields.One2many(
        "care.invitation",
        "case_id",
        string="Survey Invitations",
        readonly=True,
        groups="customer_care.group_care_agent,customer_care.group_care_manager",
    )
    verdict = fields.Char(
        "Customer's Verdict",
        compute="_compute_verdict",
        help="How the customer rated the handling, and what became of the survey afterwards.",
    )

    # === COMPUTE METHODS === #

    @api.depends_context("uid", "lang")
    @api.depends("handling_score")
    def _compute_verdict(self):
        # sudo - care.invitation: whoever may read a case may know whether its customer was asked
        rows = self.env["care.invitation"].sudo().search([("case_id", "in", self.ids)])
        told = rows.filtered(lambda row: row.state in _TOLD)
        told = told.sorted(lambda row: _TOLD.index(row.state)).grouped("case_id")
        answers = self.env["care.answer"].search([("invitation_id", "in", rows.ids)])
        answer_of = answers.grouped(lambda answer: answer.sudo().invitation_id)
        for case in self:
            said = []
            if case.handling_score is not False:
                said.append(self.env._("Handling rated %(score)s of 5", score=case.handling_score))
            for row in told.get(case._origin, rows.browse())[:1]:
                said.append(row._say_outcome(answer_of.get(row)))
            case.verdict = " · ".join(said) or False

    # === ACTIONS === #

    @api.readonly
    def action_open_invitations(self):
        """Who was asked about this case, and who left out."""
        self.ensure_one()
        self.env["care.invitation"].check_access("read")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_invitation_action"),
            "domain": [("case_id", "=", self.id)],
            "context": {},
        }


class CareInvitation(models.Model):
    _inherit = "care.invitation"

    def _say_outcome(self, answer=None):
        """What became of this invitation, in a phrase.

        :param answer: the ``care.answer``, where the reader may know it
        """
        self.ensure_one()
        return getattr(self, f"_say_outcome_{self.state}")(
            answer, (self.contact_id or self.partner_id).name or ""
        )

    def _say_outcome_answered(self, answer, person):
        if scores := answer and answer._say_scores():
            return self.env._(
                "Survey: %(person)s answered, %(scores)s", person=person, scores=scores
            )
        return self.env._("Survey: %(person)s answered", person=person)

    def _say_outcome_sent(self, _answer, person):
        day = format_date(self.env, self.company_id._care_today(self.date_sent))
        return self.env._(
            "Survey: sent to %(person)s on %(day)s, not answered yet", person=person, day=day
        )

    def _say_outcome_failed(self, _answer, person):
        return self.env._("Survey: the mail did not reach %(person)s", person=person)

    def _say_outcome_expired(self, _answer, person):
        return self.env._("Survey: %(person)s did not answer", person=person)

    def _say_outcome_waiting(self, _answer, person):
        return self.env._("Survey: to be sent to %(person)s", person=person)

    def _say_outcome_skipped(self, _answer, person):
        reasons = dict(self._fields["skip_reason"]._description_selection(self.env))
        return self.env._(
            "No survey for %(person)s: %(reason)s",
            person=person,
            reason=reasons.get(self.skip_reason, ""),
        )
