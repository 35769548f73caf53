"""Deciding about held changes, one or many."""

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list, plaintext2html

from ...const import GROUP_MANAGER

_TRANSITIONS = {
    ("proposed", "approved"),
    ("proposed", "rejected"),
    ("proposed", "superseded"),
}


class CareChangeRequest(models.Model):
    _inherit = "care.change.request"

    # === ACTIONS === #

    def action_approve(self):
        """Write what was asked for. What can't be written any more stays open and is named.

        :raise AccessError: for anybody but a care manager of the company
        :raise UserError: when nothing could be approved
        """
        requests = self._checked_to_decide()
        failed = {}
        for request in requests:
            try:
                with self.env.cr.savepoint():
                    request._apply()
            except UserError as error:
                failed[request] = str(error)
            except psycopg2.IntegrityError:
                problem = self.env._("the database refuses this value")
                failed[request] = str(request._not_valid(problem))
        approved = requests - self.browse([request.id for request in failed])
        if not approved:
            raise UserError("\n".join(failed.values()))
        approved._tell_decided()
        return failed and self._warn(failed.values())

    def action_reject(self):
        """Ask why; the old values stay.

        :raise AccessError: for anybody but a care manager of the company
        """
        requests = self._checked_to_decide()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_change_reject_action"
        )
        action["context"] = {"default_request_ids": requests.ids}
        return action

    def action_withdraw(self):
        """Take back what oneself asked for."""
        self.check_access("read")
        if any(request.user_id != self.env.user for request in self):
            raise AccessError(self.env._("Only who asked for a change withdraws it."))
        self._set_state("superseded")
        self._note(self.env._("Withdrawn"))

    # === BUSINESS METHODS === #

    def _checked_to_decide(self):
        """These requests, locked, if the person may decide about all of them."""
        self.check_access("read")
        user = self.env.user
        roots = user.company_ids.root_id
        if not user.has_group(GROUP_MANAGER) or self.company_id.root_id - roots:
            raise AccessError(
                self.env._("Only a care manager of the company decides about held changes.")
            )
        self._lock_open()
        return self

    def _lock_open(self):
        """Whoever comes second waits here; the server repeats her request, which then finds these
        closed.

        :raise UserError: when one of them is closed
        """
        self.flush_recordset(["state"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM care_change_request WHERE id = ANY(%s) AND state = 'proposed'"
                " ORDER BY id FOR NO KEY UPDATE",
                self.ids,
            )
        )
        if closed := self - self.browse(request_id for (request_id,) in rows):
            raise UserError(
                self.env._(
                    "%(requests)s: this was decided already. Load the page again.",
                    requests=format_list(self.env, closed[:5].mapped("display_name")),
                )
            )

    def _apply(self):
        """Write the value as it was asked for.

        :raise UserError: when it can't be written any more
        """
        self.ensure_one()
        self._check_still_valid()
        # sudo - res.partner: who decides need not edit contacts
        partner = self.partner_id.sudo().with_company(self.company_id)
        partner._care_free().write({self.field_name: self.value})
        self._set_state("approved")
        self._note(
            self.env._("Approved by %(manager)s", manager=self.env.user.name)
            + (f" ({self.env._('asked by %(user)s', user=self.user_id.name)})")
        )

    def _check_still_valid(self):
        partner = self.partner_id.sudo()
        problem = False
        if partner.commercial_partner_id != partner:
            problem = self.env._(
                "it belongs to %(parent)s now", parent=partner.commercial_partner_id.display_name
            )
        elif self.value and (comodel := partner._fields[self.field_name].comodel_name):
            record = self.env[comodel].sudo().browse(self.value).exists()
            if not record or not record.active:
                problem = self.env._("%(value)s is no longer there", value=self.new_value)
        if problem:
            raise self._not_valid(problem)

    def _not_valid(self, problem):
        return UserError(
            self.env._(
                "%(request)s can't be approved: %(problem)s. Reject it, or change the customer"
                " yourself.",
                request=self.display_name,
                problem=problem,
            )
        )

    def _reject(self, reason):
        """Leave the old values in force.

        :param str reason: why; who asked reads it
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: whoever asked reads the reason."))
        requests = self._checked_to_decide()
        requests._set_state("rejected", reason=reason.strip())
        requests._note(
            self.env._(
                "Rejected by %(manager)s (%(reason)s)",
                manager=self.env.user.name,
                reason=reason.strip(),
            )
        )
        requests._tell_decided()

    def _set_state(self, state, **vals):
        """The one place where states change.

        :param vals: further columns
        """
        if any((request.state, state) not in _TRANSITIONS for request in self):
            raise UserError(self.env._("This change was decided already. Load the page again."))
        if state != "superseded":
            vals |= {"decided_by_id": self.env.uid, "date_decided": fields.Datetime.now()}
        # sudo - care.change.request: states change through the checked actions alone
        self.sudo().write({"state": state, **vals})

    def _tell_decided(self):
        """One message to each who asked, whatever the number of her requests."""
        for user, requests in self.grouped("user_id").items():
            if not user or user == self.env.user:
                continue
            # sudo - res.partner: who decides need not write to contacts
            reader = requests.sudo().with_context(lang=user.lang)
            states = dict(self._fields["state"]._description_selection(reader.env))
            state = states[requests[0].state]
            lines = [request.display_name for request in reader]
            if requests[0].reason:
                lines.append(reader.env._("Reason: %(reason)s", reason=requests[0].reason))
            reader[:1].partner_id.message_notify(
                partner_ids=user.partner_id.ids,
                author_id=self.env.user.partner_id.id,
                subject=reader.env._("%(decision)s: changes of key data", decision=state),
                body=plaintext2html("\n".join(lines)),
            )

    def _warn(self, problems):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Not everything could be approved"),
                "message": "\n".join(problems),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === MERGE === #

    @api.model
    def _join_customers(self, src_partners, dst_partner):
        """Before two customers become one: of the open requests for the same the latest stays."""
        requests = self.search(
            [
                ("state", "=", "proposed"),
                ("partner_id", "in", (src_partners | dst_partner).ids),
            ]
        )
        for same in requests.grouped(
            lambda request: request._key(dst_partner, request.field_name, request.company_id)
        ).values():
            same[1:]._set_state("superseded")  # newest first
        self.env.flush_all()
