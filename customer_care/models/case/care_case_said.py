"""How cases come into being from outside, and what customers and we say to each other. Mail, form,
chatter and the customer's page call these."""

from odoo import api, fields, models

GROUP_AGENT = "customer_care.group_care_agent"


class CareCase(models.Model):
    _inherit = "care.case"

    @api.model
    def _new_from(self, vals):
        """The one way to make a case from outside: responsible by rule, clocks started, and the
        customer told that it was received.

        :param dict vals: values of the case
        """
        case = self.create(dict(vals))
        case._tell_customer("received")
        return case

    def _default_responsible(self):
        """Who takes it: the person of the category, else the agent who takes the call, else the
        customer's account manager if she is an agent, else nobody."""
        self.ensure_one()
        caller = self.env.user if not self.env.su else self.env["res.users"]
        owner = self.partner_id.user_id
        for user in (self.category_id._responsible(), caller, owner):
            # sudo - res.users: who is an agent is no secret
            agent = user.sudo()
            if agent.active and (user == self.category_id._responsible() or _is_agent(agent)):
                return user
        return self.env["res.users"]

    def _tell_customer(self, event):
        """Tell the customer how it stands.

        :param str event: a state, "reopened" or "progress"
        """

    def _told_customer(self, moment=None):
        """A person or the system told the customer how it stands: that counts anew from now on.

        :param moment: when; now when None
        """
        moment = moment or fields.Datetime.now()
        # sudo - care.case: people don't write the moment
        self.sudo().write({"date_told": moment})
        self._progress_anew(moment)

    def _answered(self, moment=None):
        """A person of ours answered: the reply clock stops, the case is acknowledged.

        :param moment: when; now when None
        """
        received = self.filtered(lambda case: case.state == "received")
        if received:
            moment = moment or fields.Datetime.now()
            received._reply_given(moment)
            received._set_state("acknowledged", date_acknowledged=moment)

    def _customer_confirms(self, solved, comment="", score=None):
        """What the customer says about the solution. Solved: the case is closed; not: reopened.

        :param bool solved: whether it is
        :param str comment: in the customer's words
        :param score: her rating, where she gave one
        """
        self.ensure_one()
        answer = "solved" if solved else "not_solved"
        # sudo - care.case: no person of ours writes the customer's answer
        self.sudo().write({"customer_answer": answer, "customer_comment": comment or False})
        if self.state == "resolved":
            self._visit_done()
            if solved:
                self._set_state("closed")
            else:
                self._reopen(comment or self.env._("The customer says that it is not solved."))

    def _reopen(self, reason=""):
        """It is not settled after all: it begins again, with new clocks.

        :param str reason: why, for the chatter
        """
        for case in self:
            if reason:
                case._message_log(body=reason)
            # sudo - care.case: what a merged case was is restored by undoing the merge alone
            case._set_state("received", reopen_count=case.sudo().reopen_count + 1)

    def _follow_up_case(self, vals):
        """A new case that follows this closed one.

        :param dict vals: values of the new case, see ``_new_from``
        """
        self.ensure_one()
        return self._new_from(
            {
                "partner_id": self.partner_id.id,
                "contact_id": self.contact_id.id,
                "company_id": self.company_id.id,
                "kind": self.kind,
                "subject": self.subject,
                **vals,
                "previous_id": self.id,
            }
        )


def _is_agent(user):
    return bool(user) and user.has_group(GROUP_AGENT)
