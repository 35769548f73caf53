"""What a customer does on her page. The author is set here: nobody can write as somebody else."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import formataddr, plaintext2html

from ..customer.figure_fields import CountFigure


class CareCase(models.Model):
    _name = "care.case"
    _inherit = ["rating.mixin", "care.case"]

    # core's rating_last_value is 0 where nobody rated: an average over it would lie
    handling_score = CountFigure(
        "Rating of the Handling",
        aggregator="avg",
        help="1 to 5, as the customer rated on her page how we handled it. Empty: not rated.",
    )

    def _write_from_page(self, role, user, text, files):
        """Take what somebody wrote on the page. To a case that is closed it comes as a reopening,
        or as a new case where that is too long ago or it was never accepted.

        :param str role: "contact" or "visitor", see ``_open_page``
        :param user: who is signed in, the public otherwise
        :param list files: pairs of name and content
        :return: the case in which it is now
        """
        self.ensure_one()
        self._lock()
        case = self
        if self.state in ("closed", "rejected", "cancelled") and not self._can_reopen():
            case = self._follow_up_case(self._follow_up_values(text))
            if files:
                case._post_from_page(role, user, "", files)
            return case
        case._post_from_page(role, user, text, files)
        if case.state == "closed":
            case._reopen(text)
        elif case.waiting_reason:
            case.action_stop_waiting()
        return case

    def _can_reopen(self):
        """Whether writing to this closed case opens it again."""
        days = self.company_id.care_reopen_days
        return (
            self.state == "closed"
            and bool(self.date_closed)
            and self.date_closed >= fields.Datetime.now() - timedelta(days=days)
        )

    def _follow_up_values(self, text):
        return {
            "subject": self.subject,
            "description": plaintext2html(text),
            "channel": "web",
            "email_from": self.email_from,
            "lang": self.lang,
        }

    def _post_from_page(self, role, user, text, files):
        """Add a message to the chatter in the customer's name, or in that of a visitor."""
        author = self._page_writer(role, user)
        return self.message_post(
            **author,
            body=plaintext2html(text) if text else "",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=files,
        )

    def _page_writer(self, role, user):
        """Who writes: the case's own person where the link or login is hers. Nobody's name is taken
        from what the browser sends."""
        if role == "visitor":
            name = self.env._("%(name)s (visitor)", name=user.name)
            return {"author_id": False, "email_from": formataddr((name, user.email or ""))}
        person = self.contact_id or self.partner_id
        if person:
            return {"author_id": person.id}
        return {"author_id": False, "email_from": self.email_from}

    # === SOLVED OR NOT === #

    def _customer_confirms(self, solved, comment="", score=None):
        """What the customer says is rated and told to the responsible person; she need not be told
        that it is closed: she did it."""
        self._rate_handling(solved, comment, score)
        silent = self.with_context(care_case_silent="closed")
        return super(CareCase, silent)._customer_confirms(solved, comment=comment, score=score)

    def _rate_handling(self, solved, comment, score):
        """Keep the rating, and let the chatter show the answer.

        :param score: 1 to 5; None or 0 where she did not rate
        """
        rating = self.env["rating.rating"]
        # sudo - rating.rating, care.case: the customer rates, she has no right to the records
        case = self.sudo()
        if score:
            rating = rating.sudo().create(case._rating_values(comment, score))
            case.handling_score = score
        said = self.env._("It is solved.") if solved else self.env._("It is not solved.")
        case.message_post(
            **case._page_writer("contact", self.env.user),
            body=plaintext2html("\n".join(filter(None, (said, comment)))),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            rating_id=rating.id,
        )

    def _rating_values(self, comment, score):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "partner_id": self._rating_get_partner().id,
            "rated_partner_id": self._rating_get_operator().id,
            "rating": score,
            "feedback": comment,
            "consumed": True,
            "is_internal": True,  # what she thinks of us is not for other customers
        }

    def _rating_get_partner(self):
        return self.contact_id or self.partner_id
