"""Two cases that are one become one, and come apart again; one that is two is split."""

from odoo import fields, models
from odoo.exceptions import UserError


class CareCase(models.Model):
    _inherit = "care.case"

    # === ACTIONS === #

    def action_merge(self):
        """Choose the case that goes on for all of these."""
        self.check_access("write")
        oldest = self.sorted("date_received")[:1] if len(self) > 1 else self.browse()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge cases"),
            "res_model": "care.case.merge",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_ids": self.ids, "default_target_id": oldest.id},
        }

    def action_unmerge(self):
        """Undo the merge: what came from this case goes back to it."""
        self.check_access("write")
        for case in self:
            if not case.merged_into_id:
                raise UserError(self.env._("This case was not merged."))
            case._unmerge()

    def action_split(self):
        """Make a case of its own of a part of this one."""
        self.ensure_one()
        self.check_access("write")
        part = self._split()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": part.id,
            "views": [(False, "form")],
        }

    # === MERGE === #

    def _merge_into(self, target):
        """Let ``target`` go on for these: it gets messages, files, followers, remedies, measures,
        and of each promise the one that runs for longer. These are cancelled and point to it.

        :param target: the case that stays
        """
        others = self - target
        (others | target).check_access("write")
        (others | target)._lock()
        others._check_mergeable(target)
        for case in others:
            case._hand_to(target)
        target._after_merge(others)

    def _check_mergeable(self, target):
        target._refuse_from(("closed", "rejected", "cancelled"))
        self._refuse_from(("rejected", "cancelled"))
        if not self:
            raise UserError(self.env._("Choose at least two cases."))
        if (self | target).company_id.root_id != target.company_id.root_id:
            raise UserError(self.env._("Cases of different companies can't be merged."))
        if len((self | target).partner_id) > 1:
            raise UserError(
                self.env._(
                    "Cases of different customers can't be merged: one would read what the other"
                    " wrote."
                )
            )

    def _hand_to(self, target):
        """Move what hangs on this case, and note it down so that it can come back."""
        # sudo - care.case: what colleagues wrote and attached moves too
        case, target = self.sudo(), target.sudo()
        log = {"state": case.state, "target_state": target.state, "moved": {}}
        for records, link in case._belongings():
            log["moved"][records._name] = records.ids
            records.write({link: target.id})
        target.message_subscribe(partner_ids=case.message_partner_ids.ids)
        case._hand_clocks(target)
        # the promises that stay behind end with their case
        case.write({"state": "cancelled", "waiting_reason": False, "merged_into_id": target.id})
        case.write({"merge_log": log, "date_closed": fields.Datetime.now()})
        case._message_log(
            body=self.env._("Merged into %(case)s, which goes on.", case=target.display_name)
        )

    def _belongings(self):
        """Pairs of records that hang on this case and the name of their link to it."""
        domain = [("model", "=", self._name), ("res_id", "=", self.id)]
        files = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return [
            (self.message_ids.search([*domain, ("message_type", "!=", "notification")]), "res_id"),
            (self.env["ir.attachment"].search([*files, ("res_field", "=", False)]), "res_id"),
            (self.remedy_ids, "case_id"),
            (self.measure_ids, "case_id"),
        ]

    def _hand_clocks(self, target):
        """Of each promise that runs for both, the one that runs for longer stays."""
        theirs = target._open_clocks().grouped("kind")
        for clock in self._open_clocks():
            other = theirs.get(clock.kind)
            if other and clock.date_start < other.date_start:
                other._cancel()
                if other.date_end:
                    other.flush_recordset()
                    clock.write({"case_id": target.id, "user_id": target.user_id.id})

    def _after_merge(self, others):
        # sudo - care.case: moments of a case are written by steps alone
        target = self.sudo()
        target.date_received = min((self | others).mapped("date_received"))
        known = others.filtered("partner_id")[:1]
        if known and not target.partner_id:
            target.write({"partner_id": known.partner_id.id, "contact_id": known.contact_id.id})
        target._message_log(
            body=self.env._(
                "Goes on for %(cases)s too.", cases=", ".join(others.mapped("display_name"))
            )
        )
        target._settle_clocks()

    def _unmerge(self):
        """What came from this case, and is still there, goes back; it runs as it did before."""
        # sudo - care.case: what colleagues wrote and attached moves too
        case = self.sudo()
        target, log = case.merged_into_id, case.merge_log or {}
        (self | target)._lock()
        links = {"mail.message": "res_id", "ir.attachment": "res_id"}
        for model, ids in log.get("moved", {}).items():
            link = links.get(model, "case_id")
            records = case.env[model].browse(ids).exists()
            records.filtered(lambda r, link=link: _as_id(r[link]) == target.id).write(
                {link: case.id}
            )
        case.write({"merged_into_id": False, "merge_log": False, "date_closed": False})
        case.write({"state": log.get("state") or "received"})
        for record in case | target:
            record._message_log(body=self.env._("The merge was undone."))

    # === SPLIT === #

    def _split(self):
        """A new case with what is known of this one. Somebody has answered it where somebody
        answered this one."""
        self._refuse_from(("closed", "rejected", "cancelled"))
        names = ("kind", "severity", "channel", "email_from", "phone")
        links = ("partner_id", "contact_id", "company_id", "category_id", "order_id", "user_id")
        # sudo - care.case: where it came from is written by this step alone
        part = self.sudo().create(
            {
                **{name: self[name] for name in names},
                **{name: self[name].id for name in (*links, "product_id")},
                "subject": self.env._("%(subject)s (part)", subject=self.subject),
                "description": self.description,
                "date_received": self.date_received,
                "parent_id": self.id,
            }
        )
        if self.state != "received":
            part._reply_given(self.date_acknowledged)
            part._set_state("acknowledged", date_acknowledged=self.date_acknowledged)
        part.message_subscribe(partner_ids=self.message_partner_ids.ids)
        self._message_log(body=self.env._("Split: %(case)s", case=part.display_name))
        return part.sudo(False)


def _as_id(value):
    """The id that a link holds, of one that is a plain number too."""
    return value if isinstance(value, int) else value.id
