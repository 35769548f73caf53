"""How cases come into being from outside, and what customers and we say to each other. Mail, form,
chatter and the customer's page call these."""

from odoo import api, fields, models


class CareCase(models.Model):
    _inherit = "care.case"

    @api.model
    def _new_from(self, vals):
        """The one way to make a case from outside: responsible by rule, clocks started, and the
        customer told that it was received.

        :param dict vals: values of the case
        """
        vals = dict(vals)
        case = self.create(vals)
        if not case.user_id:
            # sudo - care.case: whoever brings the case in need not be allowed to give it away
            case.sudo().user_id = case._default_responsible()
        case._tell_customer("received")
        return case

    def _default_responsible(self):
        """Who takes it: the person of the category, else the customer's account manager if she is
        an agent, else nobody."""
        self.ensure_one()
        if user := self.category_id.user_id:
            return user
        owner = self.partner_id.user_id
        return owner if owner.has_group("customer_care.group_care_agent") else owner.browse()

    def _tell_customer(self, event):
        """Tell the customer how it stands.

        :param str event: a state, "reopened" or "progress"
        """

    def _told_customer(self, moment=None):
        """A person or the system told the customer how it stands.

        :param moment: when; now when None
        """
        # sudo - care.case: people don't write the moment
        self.sudo().date_told = moment or fields.Datetime.now()

    def _answered(self, moment=None):
        """A person of ours answered: the reply clock stops, the case is acknowledged.

        :param moment: when; now when None
        """
        received = self.filtered(lambda case: case.state == "received")
        received._set_state("acknowledged", date_acknowledged=moment or fields.Datetime.now())

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
        if not solved:
            self._reopen(comment)
        elif self.state == "resolved":
            self._set_state("closed")

    def _reopen(self, reason=""):
        """It is not settled after all: it begins again, with new clocks.

        :param str reason: why, for the chatter
        """
        for case in self:
            case._set_state("received", reopen_count=case.reopen_count + 1)
            case._tell_customer("reopened")

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
                **vals,
                "previous_id": self.id,
            }
        )
