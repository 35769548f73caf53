"""Compensation above the company's limit waits for a manager; letters are written in the
customer's language."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...const import GROUP_MANAGER


class CareRemedy(models.Model):
    _inherit = "care.remedy"

    # === ACTIONS === #

    def action_approve(self):
        """A manager agrees to the compensation.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        self._set_state("planned", decided_by_id=self.env.uid)
        self._tell_decision()

    def action_refuse(self):
        """Ask a manager why the compensation is refused."""
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse compensation"),
            "res_model": "care.case.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_remedy_ids": self.ids, "default_step": "refuse"},
        }

    # === BUSINESS METHODS === #

    def _refuse(self, reason):
        """A manager does not agree.

        :param str reason: why; required
        """
        self._check_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        self._set_state("refused", decided_by_id=self.env.uid, refuse_reason=reason.strip())
        self._tell_decision()

    def _check_manager(self):
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager decides about compensation."))

    def _ask_approval(self):
        """Let what is above the limit wait, and tell the managers, once."""
        asking = self.filtered(lambda r: r._needs_approval() and r.state == "planned")
        asking._set_state("waiting")
        for remedy in self.filtered(lambda r: r.state == "waiting") - asking:
            if not remedy._needs_approval():
                remedy._set_state("planned")
        for remedy in asking:
            case = remedy.case_id
            for manager in case._managers() - self.env.user:
                reader = case.with_context(lang=manager.lang)
                reader.message_notify(
                    partner_ids=manager.partner_id.ids,
                    subject=reader.env._("Compensation to approve: %(case)s", case=case.name),
                    body=reader.env._(
                        "%(user)s plans %(amount)s %(currency)s: %(remedy)s",
                        user=self.env.user.name,
                        amount=remedy.amount,
                        currency=remedy.currency_id.name,
                        remedy=remedy.name,
                    ),
                )

    def _needs_approval(self):
        """Whether a manager has to agree, and none has: the amount is above the limit."""
        self.ensure_one()
        if self.kind != "compensation" or self.decided_by_id:
            return False
        # sudo - res.company: rules of the main company, whoever acts
        company = self.company_id.sudo().root_id
        amount = self.currency_id._convert(
            self.amount, company.currency_id, company, fields.Date.context_today(self)
        )
        return company.currency_id.compare_amounts(amount, company.care_compensation_limit) > 0

    def _tell_decision(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for remedy in self:
            state = self.env._("Approved") if remedy.state == "planned" else labels[remedy.state]
            remedy.case_id.message_post(
                body=self.env._(
                    "%(remedy)s: %(state)s. %(reason)s",
                    remedy=remedy.name,
                    state=state,
                    reason=remedy.refuse_reason or "",
                ),
                subtype_xmlid="mail.mt_note",
                partner_ids=remedy.case_id.user_id.partner_id.ids,
            )

    def _letter_lang(self):
        """The language in which the customer reads."""
        case = self.case_id
        return (case.contact_id or case.partner_id).lang or case.company_id.partner_id.lang

    def _letter_text(self):
        """What the letter says until somebody words it better."""
        reader = self.with_context(lang=self._letter_lang())
        paragraphs = (
            reader.env._(
                "thank you for telling us about “%(subject)s”. We are sorry for the trouble that"
                " this has caused you.",
                subject=reader.case_id.subject,
            ),
            reader.env._(
                "We have looked into it, we know how it happened, and we have taken steps so that"
                " it does not happen again."
            ),
            reader.env._("We value your trust and will do our best to deserve it."),
        )
        return Markup("").join(Markup("<p>%s</p>") % text for text in paragraphs)


class CareCase(models.Model):
    _inherit = "care.case"

    def _managers(self):
        """The care managers of the case's company."""
        # sudo - res.groups: who the managers are is no secret
        managers = self.env.ref(GROUP_MANAGER).sudo().all_user_ids.with_env(self.env)
        return managers.filtered(
            lambda user: (
                user.active
                and not user._is_superuser()
                and self.company_id in user.sudo().company_ids
            )
        )

    def _withdraw_remedies(self):
        """What is planned and was not done yet will not be."""
        self.remedy_ids.filtered(lambda r: r.state in ("planned", "waiting"))._set_state(
            "withdrawn"
        )

    def _after_convert(self):
        """Remedies make up for complaints alone."""
        result = super()._after_convert()
        self.filtered(lambda case: case.kind != "complaint")._withdraw_remedies()
        return result

    def _after_cancelled(self):
        result = super()._after_cancelled()
        self._withdraw_remedies()
        return result

    def _after_rejected(self):
        result = super()._after_rejected()
        self._withdraw_remedies()
        return result
