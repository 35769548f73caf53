from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...const import GROUP_MANAGER, GROUP_STEWARD, GROUP_TEAM, GROUP_USER

_OWN_FIELDS = ["care_substitute_id", "care_absent_from", "care_absent_until", "care_digest"]


class ResUsers(models.Model):
    """Who acts for somebody while she is absent, and whether she gets a mail about her day."""

    _inherit = "res.users"

    care_substitute_id = fields.Many2one(
        "res.users",
        string="Substitute",
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref(GROUP_USER).ids),
            ("id", "!=", self.env.uid),
        ],
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=GROUP_USER,
        help="This colleague works off your day while you are absent, and sees your customers on"
        " these days alone. Who owns them does not change.",
    )
    care_absent_from = fields.Date(
        "Absent From",
        copy=False,
        groups=GROUP_USER,
        help="The first day. Empty: you are not absent.",
    )
    care_absent_until = fields.Date(
        "Absent Until",
        copy=False,
        groups=GROUP_USER,
        help="The last day. Empty: until you come back and clear it.",
    )
    care_digest = fields.Boolean(
        "Mail About My Day",
        default=True,
        groups=GROUP_USER,
        help="One mail in the morning of a working day: what is overdue, due today, and due soon."
        " Without any work there is no mail.",
    )
    care_deputy_ids = fields.One2many(
        "care.deputy", "user_id", string="Acting Colleagues", groups=GROUP_USER, readonly=True
    )

    # === ACCESS === #

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + _OWN_FIELDS

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + _OWN_FIELDS

    # === CONSTRAINT METHODS === #

    @api.constrains("care_substitute_id", "care_absent_from", "care_absent_until")
    def _check_care_absence(self):
        for user in self:
            start, until = user.care_absent_from, user.care_absent_until
            if until and (not start or until < start):
                raise ValidationError(
                    self.env._("An absence has a first day, and ends on that day or later.")
                )
            # sudo - res.users: everybody may know who uses Customer Care
            person, substitute = user.sudo(), user.sudo().care_substitute_id
            if substitute == person:
                raise ValidationError(self.env._("Choose somebody else as the substitute."))
            if substitute and not person._care_usable(substitute):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not use Customer Care here. Choose another colleague.",
                        user=substitute.name,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        """Who acts for whom follows at once."""
        result = super().write(vals)
        names = {"care_substitute_id", "care_absent_from", "care_absent_until", "active"}
        if (names | {"group_ids", "company_ids"}) & set(vals) and self._care_concerns_deputies(
            vals
        ):
            self.env["care.deputy"]._rebuild()
        return result

    def _care_concerns_deputies(self, vals):
        """Whether anybody's absence is touched: most users are neither absent nor a substitute."""
        if {"care_substitute_id", "care_absent_from", "care_absent_until"} & set(vals):
            return True
        # sudo - care.deputy: whoever changes users need not see who acts for whom
        concerned = Domain("user_id", "in", self.ids) | Domain("deputy_id", "in", self.ids)
        return bool(self.env["care.deputy"].sudo().search_count(concerned, limit=1))

    # === WHO ACTS === #

    def _care_deputy(self, day):
        """Who acts for this user on a day: a colleague while she is absent, else herself."""
        self.ensure_one()
        deputy = self.env["care.deputy"]._acting_on(day).get(self.id)
        return self.browse(deputy) if deputy else self

    def _care_acts_for(self, day):
        """The absent users for whom this one acts on a day."""
        self.ensure_one()
        acting = self.env["care.deputy"]._acting_on(day)
        return self.browse([user for user, deputy in acting.items() if deputy == self.id])

    @api.model
    def _care_absences(self, first, last):
        """Who is absent when: ``{user id: [(first day, last day), …]}``, cut to these days. Glue
        adds absences that are entered elsewhere."""
        users = self.search(
            [
                ("care_absent_from", "<=", last),
                "|",
                ("care_absent_until", "=", False),
                ("care_absent_until", ">=", first),
            ]
        )
        return {
            user.id: [
                (max(user.care_absent_from, first), min(user.care_absent_until or last, last))
            ]
            for user in users
        }

    def _care_substitutes(self):
        """Who is to act for this user, in this order. Glue adds others."""
        return self.care_substitute_id

    def _care_usable(self, colleagues):
        """Those of the colleagues who use Customer Care in a company of this user."""
        return colleagues.filtered(
            lambda user: (
                user.active
                and user != self
                and user.has_group(GROUP_USER)
                and user.company_ids & self.company_ids
            )
        )

    def _care_managers(self, company):
        """The manager of this user: the leaders of her sales teams, else the care managers of the
        company, herself left out."""
        self.ensure_one()
        # sudo - res.users, crm.team: nobody need see the other's team to know who leads it
        person = self.sudo()
        members = person.crm_team_member_ids.filtered("active")
        leaders = person._care_usable(members.crm_team_id.user_id)
        managers = leaders or person._care_usable(
            self.env.ref(GROUP_MANAGER)
            .sudo()
            .all_user_ids.filtered(lambda user: not user._is_superuser())
        )
        return (
            managers.filtered(lambda user: company in user.company_ids.root_id)
            .sorted("id")
            .sudo(False)
        )

    @api.model
    def _care_stewards(self, companies):
        """The information administrators of these companies."""
        # sudo - res.users: in which companies a colleague works is no secret
        return (
            self.env.ref(GROUP_STEWARD)
            .sudo()
            .all_user_ids.filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and not user._is_superuser()
                    and companies & user.company_ids.root_id
                )
            )
            .sorted("id")
            .sudo(False)
        )

    def _care_leads(self, users):
        """Whether this user may say who acts for these: all for a care manager, else the members
        of the teams she leads."""
        if self.has_group(GROUP_MANAGER):
            return True
        # sudo - crm.team.member: who leads whom is no secret
        members = users.sudo().crm_team_member_ids.filtered("active")
        led = members.filtered(lambda member: member.crm_team_id.user_id == self).user_id
        return self.has_group(GROUP_TEAM) and users <= led.sudo(False)
