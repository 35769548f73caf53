"""One of two customers becomes part of the other, without loss; see ``care.duplicate``."""

import base64

from markupsafe import Markup, escape

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date, html2plaintext

from ...const import HELD_FIELDS

_PLACE = ("street", "street2", "zip", "city", "state_id", "country_id")
_WAYS = ("email", "phone", "website")
_TOLD = ("char", "text", "html", "selection", "many2one", "date", "datetime", "integer", "float")
# Not the customer's data, but Odoo's.
_NOT_TOLD = {"tz", "parent_id", "company_id", "message_bounce", "color"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === MAY IT DISAPPEAR === #

    def _care_check_may_disappear(self, kept):
        """Refuse to let this customer become part of ``kept`` where somebody would lose something
        who can't object.

        :raise UserError: it has a login, is a company of ours, or lies in another company
        :raise AccessError: something of both belongs to companies that the person may not see
        """
        # sudo - res.users, res.company: logins and companies that the person does not see
        hidden = self.sudo().with_context(active_test=False)
        if hidden.user_ids:
            raise UserError(
                self.env._(
                    "%(customer)s has a login (%(login)s): keep this one, or take the login away"
                    " first.",
                    customer=self.display_name,
                    login=hidden.user_ids[0].login,
                )
            )
        ours = hidden.env["res.company"].search([("partner_id", "in", (self | kept).ids)], limit=1)
        if ours:
            raise UserError(
                self.env._("%(company)s is one of your own companies.", company=ours.name)
            )
        self._care_check_companies(kept)
        if kept.company_id and kept.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(customer)s is a customer of %(company)s alone, the other is not: keep the"
                    " other.",
                    customer=kept.display_name,
                    company=kept.company_id.sudo().name,
                )
            )

    def _care_check_companies(self, kept):
        companies = self.env.user.company_ids
        # sudo - res.company: branches whose documents hang on customers of the main company
        roots = companies.sudo().root_id
        # sudo - care.profile: files that the person can't see are the ones to be found
        files = self.env["care.profile"].sudo().with_context(active_test=False)
        files = files.search([("partner_id", "in", (self | kept).ids)])
        own = files.with_env(self.env).with_context(allowed_company_ids=companies.ids)
        if own._filtered_access("write") != own or (self | kept)._care_hang_on_others(roots):
            raise AccessError(
                self.env._(
                    "Something of these two belongs to a company or to a colleague whose customers"
                    " you can't see. Ask somebody who answers for all of them to merge the two."
                )
            )

    def _care_hang_on_others(self, roots):
        """Whether a record of a company beyond ``roots`` and their branches names these partners.

        It looks through every table that refers to partners and knows a company, as core's merge
        would change them all.
        """
        self.env.flush_all()
        with_company = {
            model._table
            for model in self.env.registry.values()
            if (field := model._fields.get("company_id"))
            and field.store
            and field.column_type
            and field.comodel_name == "res.company"
        }
        links = self.env["base.partner.merge.automatic.wizard"]._get_fk_on("res_partner")
        found = SQL(" UNION ALL ").join(
            SQL(
                "SELECT company_id FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                self.ids,
            )
            for table, column in links
            if table in with_company - {"res_company", "res_users"}
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT 1 FROM (%s) d JOIN res_company c ON c.id = d.company_id"
                " WHERE split_part(c.parent_path, '/', 1)::int <> ALL(%s) LIMIT 1",
                found,
                roots.ids,
            )
        )
        return bool(rows)

    # === HANDING OVER === #

    def _care_set_aside_held(self, kept):
        """Take out what ``kept`` lacks and would get only with a care manager's approval.

        :return: pairs of company and values to be asked for, once both are one
        """
        held = kept._care_held_where(self.env["res.company"]._care_holding()).get(kept.id, {})
        names = HELD_FIELDS & set().union(*held.values())
        asked = []
        for company in self.env.user.company_ids:
            # sudo - res.partner: what is in force counts, whoever may read it
            mine, other = self.sudo().with_company(company), kept.sudo().with_company(company)
            values = {
                name: mine[name].id if mine._fields[name].relational else mine[name]
                for name in sorted(names)
                if mine[name]
                and not other[name]
                and (mine._fields[name].company_dependent or company == self.env.company)
            }
            if values:
                mine._care_free().write(dict.fromkeys(values, False))
                asked.append((company, values))
        return asked

    def _care_hand_over_to(self, kept, reason):
        """Become part of ``kept``, by core's merge, after what core would drop is put aside."""
        lines, picture = self._care_differences(kept), kept.image_1920 and self.image_1920
        address = self._care_second_address(kept)
        if address and any(kept[name] for name in _PLACE):
            # else core fills the gaps of one address with pieces of the other
            self.write(dict.fromkeys(_PLACE, False))
        if self.company_id:
            self.company_id = False  # else the one who stays would be of this company alone
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | self).ids, kept, extra_checks=False)
        if address:
            kept.child_ids = [Command.create(address)]
        kept._care_note_merge(lines, reason, picture)

    def _care_second_address(self, kept):
        """Values of a contact that keeps this customer's mail address, phone and address where
        ``kept`` has others; None where it has not. Mail from there still finds the customer."""
        if all(self._care_agrees(kept, name) for name in (*_WAYS, *_PLACE)):
            return None
        values = {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in (*_WAYS, *_PLACE, "lang")
        }
        return {**values, "name": self.name, "type": "other"}

    def _care_agrees(self, kept, name):
        """Whether nothing of a field gets lost when ``kept`` keeps its own."""
        if name == "email":
            mine, other = self.email_normalized or self.email, kept.email_normalized or kept.email
        elif name == "phone":
            mine, other = (
                "".join(filter(str.isdigit, partner.phone or "")) for partner in (self, kept)
            )
        else:
            mine, other = self[name], kept[name]
        return not mine or not other or mine == other

    def _care_differences(self, kept):
        """What this customer has otherwise than ``kept``, as lines of label and value; of what
        every employee may read."""
        lines = []
        for name, field in self._fields.items():
            if field.type not in _TOLD or field.groups or not field.store or name in _NOT_TOLD:
                continue
            follows = field.compute and field.readonly and not field.company_dependent
            if name in models.MAGIC_COLUMNS or follows:
                continue
            mine = self._care_in_words(name)
            if mine and mine != (other := kept._care_in_words(name)) and other:
                lines.append(f"{field._description_string(self.env)}: {mine}")
        return lines

    def _care_in_words(self, name):
        """A field's value as the acting person would read it."""
        value, field = self[name], self._fields[name]
        if not value:
            return ""
        if field.type == "many2one":
            return value.display_name
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, value)
        return html2plaintext(value).strip() if field.type == "html" else str(value)

    def _care_note_merge(self, lines, reason, picture):
        """Tell in the messages of the one who stays that another joined it, why, and what the
        other had."""
        told = [
            self.env._("Another file of the same customer was joined to this one."),
            self.env._("Reason: %(reason)s", reason=reason),
        ]
        if lines:
            told += [self.env._("What the other had otherwise:"), *lines]
        self.message_post(
            body=Markup("<br/>").join(map(escape, told)),
            subtype_xmlid="mail.mt_note",
            attachments=[(self.env._("Picture.png"), base64.b64decode(picture))] if picture else [],
        )
