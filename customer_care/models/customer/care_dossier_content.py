from odoo import api, models


class CareDossier(models.Model):
    """The dossier as a list of what people wrote: joined when two contacts are one person, so that
    nothing of either is lost, and printed."""

    _inherit = "care.dossier"

    @api.model
    def _join_persons(self, src_partners, dst_partner):
        """Give the dossiers of ``src_partners`` to ``dst_partner``, one for each company.

        Runs before core re-points foreign keys, which would stop at our unique index.
        """
        # sudo - care.dossier: whoever merges contacts need not see what is joined
        dossiers = self.sudo().search([("partner_id", "in", (src_partners | dst_partner).ids)])
        for files in dossiers.grouped("company_id").values():
            kept = files.filtered(lambda file: file.partner_id == dst_partner) or files[0]
            others = files - kept
            self.env["care.dossier.access"]._write_down(others, "merge")
            vals = kept._joined_vals(others)
            others.unlink()
            self.env.flush_all()
            kept.write({**vals, "partner_id": dst_partner.id})
        self.env.flush_all()

    def _joined_vals(self, others):
        """What ``self`` holds once the ``others`` are joined: texts one after the other, and a
        choice that is taken already goes to the notes."""
        vals, left = {}, []
        for name, field in self._written_fields():
            values = [file[name] for file in self + others if file[name]]
            distinct = list(dict.fromkeys(values))
            if field.type == "text":
                vals[name] = "\n\n".join(distinct)
            elif distinct:
                vals[name] = distinct[0]
                left += [(field, value) for value in distinct[1:]]
        lines = [self._left_line(field, value) for field, value in left]
        vals["notes"] = "\n\n".join(part for part in (vals["notes"], "\n".join(lines)) if part)
        return vals

    @api.model
    def _written_fields(self):
        """Name and field of all that people write."""
        return [
            (name, field)
            for name, field in self._fields.items()
            if field.store and field.type in ("char", "text", "selection")
        ]

    def _left_line(self, field, value):
        return f"{field._description_string(self.env)}: {self._shown(field, value)}"

    def _shown(self, field, value):
        """The value as a reader sees it."""
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        return value

    def _printed_lines(self):
        """Label and value of all that is filled in, for the print."""
        self.ensure_one()
        return [
            (field._description_string(self.env), self._shown(field, self[name]))
            for name, field in self._written_fields()
            if self[name]
        ]

    def _print_note(self):
        """The line under the title of a print."""
        return self.env._(
            "Confidential. Printed by %(user)s; the print is recorded. Lock it away, and shred it"
            " after use.",
            user=self.env.user.name,
        )

    @api.model
    def _print_of(self, contacts, company, purpose, how="print"):
        """What the dossiers of these contacts say, for a print within another paper.

        Only of those that the reader may open; each of them is a row of the log first, and that row
        is what lets her read it.

        :param contacts: ``res.partner``
        :param company: whose dossiers
        :param str purpose: what is printed
        :param str how: ``print`` or ``export``
        :return: dict of each contact whose dossier she may open, and its printed lines: none where
            there is no dossier
        """
        company = company.root_id
        # sudo - care.dossier: they are closed until the row of the log is written
        found = self.sudo().search(
            [("partner_id", "in", contacts.ids), ("company_id", "=", company.id)]
        )
        missing = [
            self.sudo().new({"partner_id": contact.id, "company_id": company.id})
            for contact in contacts - found.partner_id
        ]
        subjects = self._openable(found.concat(*missing), company)
        if dossiers := (subjects & found).sudo(self.env.su):
            self.env["care.dossier.access"]._write_down(dossiers, how, purpose, is_key=True)
            dossiers.check_access("read")
        lines = {dossier.partner_id.id: dossier._printed_lines() for dossier in dossiers}
        return {
            contact: lines.get(contact.id, [])
            for contact in contacts
            if contact.id in subjects.partner_id.ids
        }

    @api.model
    def _openable(self, subjects, company):
        """Those of the dossiers, which may be none yet, that the reader has a role for."""
        allowed = subjects.browse()
        if not self.browse().has_access("read") or company not in self.env.companies.root_id:
            return allowed
        subjects = subjects.with_context(active_test=False)
        for _role, domain in self._role_domains():
            allowed |= (subjects - allowed).filtered_domain(domain)
        return allowed
