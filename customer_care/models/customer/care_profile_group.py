"""The group that a customer belongs to: companies above, below and beside it."""

from odoo import api, fields, models


class CareProfile(models.Model):
    _inherit = "care.profile"

    group_profile_ids = fields.Many2many(
        "care.profile", string="Group", compute="_compute_group", export_string_translation=False
    )
    group_turnover_12m = fields.Monetary(
        "Turnover of the Group",
        compute="_compute_group",
        help="Of the last twelve months, of all the group's companies whose file you may see.",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_group(self):
        for profile in self:
            members, _hidden = profile._group()
            files = self.browse().concat(*(file for _partner, _level, file in members))
            profile.group_profile_ids = files if len(members) > 1 else False
            profile.group_turnover_12m = sum(files.mapped("turnover_12m"))

    # === TREE === #

    def _group(self):
        """The companies of the customer's group, as a tree is read: each before those below it.

        A company is named only to those who may see its contact and, where it has a file, that
        file; those left out are counted.

        :return: list of ``(partner, level, file)`` and the number of those left out
        """
        self.ensure_one()
        companies = self._group_companies()
        if len(companies) < 2:
            return [(self.partner_id, 0, self)], 0
        # sudo - care.profile: whether there is a file that the reader may not see
        existing = self.sudo()._of(companies, self.company_id).partner_id
        files = {file.partner_id.id: file for file in self._of(companies, self.company_id)}
        visible = set(companies.sudo(False)._filtered_access("read").ids)
        visible -= set(existing.ids) - files.keys()
        members = [
            (company.sudo(False), level, files.get(company.id, self.browse()))
            for company, level in self._tree(companies)
            if company.id in visible
        ]
        return members, len(companies) - len(members)

    def _group_companies(self):
        """All customers, or partners who may be, below the topmost parent of this one."""
        # sudo - res.partner: the tree is whole, whoever reads; see _group for what she is shown
        top = self.partner_id.sudo()
        while top.parent_id:
            top = top.parent_id
        below = top.with_context(active_test=True).search([("id", "child_of", top.id)])
        companies = below.filtered(lambda partner: partner.commercial_partner_id == partner)
        return companies | top | self.partner_id.sudo()

    @api.model
    def _tree(self, companies):
        """Each of these companies before those below it, with its level; by name."""
        below = {}
        for company in companies.sorted("name"):
            parent = company.parent_id.commercial_partner_id
            below.setdefault(parent if parent in companies else companies.browse(), []).append(
                company
            )
        stack = [(company, 0) for company in reversed(below.get(companies.browse(), []))]
        while stack:
            company, level = stack.pop()
            yield company, level
            stack += [(child, level + 1) for child in reversed(below.get(company, []))]

    # === PAGE === #

    def _page_group(self):
        """The group for the customer page: its companies and what they buy together.

        :return: False where the customer stands alone, else a dict of ``members`` (dicts of
            ``partner_id, name, level, grade, grade_color, turnover_12m, is_current``),
            ``turnover_12m`` of those, and ``hidden_count``, how many are not shown
        """
        self.ensure_one()
        members, hidden_count = self._group()
        if len(members) + hidden_count < 2:
            return False
        return {
            "members": [
                {
                    "partner_id": partner.id,
                    "name": partner.name,
                    "level": level,
                    "grade": file.grade_id.name,
                    "grade_color": file.grade_color,
                    "turnover_12m": file.turnover_12m if file else False,
                    "is_current": partner == self.partner_id,
                }
                for partner, level, file in members
            ],
            "turnover_12m": sum(file.turnover_12m for _partner, _level, file in members if file),
            "hidden_count": hidden_count,
        }
