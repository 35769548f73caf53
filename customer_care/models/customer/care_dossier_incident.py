from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...const import GROUP_MANAGER, GROUP_USER

INCIDENT_KINDS = [("misuse", "Misuse"), ("loss", "Loss"), ("leak", "Leak")]

_TRANSITIONS = {("reported", "closed"), ("closed", "reported")}


class CareDossierIncident(models.Model):
    """Confidential data misused, lost or leaked: by whom, who is the direct superior, what
    happened, and what was done about it. Anybody reports; care managers close it. Read by care
    managers and the confidential group, not even by the reporter."""

    _name = "care.dossier.incident"
    _description = "Confidentiality Incident"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char("What Happened", required=True)
    kind = fields.Selection(INCIDENT_KINDS, required=True, default="misuse")
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        string="Person Concerned",
        index="btree_not_null",
        ondelete="set null",
        help="The colleague who caused it. Empty: not known yet.",
    )
    superior_id = fields.Many2one(
        "res.users", string="Direct Superior", index="btree_not_null", ondelete="set null"
    )
    person = fields.Char("Whose Data", help="The contact whose data it is about, in words.")
    description = fields.Text("Details")
    measures = fields.Text(help="What was done: customer told, password changed, talk held …")
    reporter_id = fields.Many2one(
        "res.users",
        string="Reported By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    state = fields.Selection(
        [("reported", "Reported"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="reported",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Care managers are told, the person concerned left out."""
        incidents = super().create(vals_list)
        for incident in incidents:
            incident._tell_managers()
        return incidents

    def write(self, vals):
        if "state" in vals and not self.env.su:
            raise AccessError(self.env._("Close or reopen an incident with its buttons."))
        return super().write(vals)

    # === ACTIONS === #

    def action_close(self):
        """Close the incidents whose measures are written down.

        :raise UserError: where they are not
        """
        self._check_manager()
        if not all(incident.measures for incident in self):
            raise UserError(self.env._("Write down the measures before you close the incident."))
        self._set_state("closed")
        # sudo - mail.activity: those of other managers are settled, too
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def action_reopen(self):
        """Take closed incidents up again."""
        self._check_manager()
        self._set_state("reported")

    def _check_manager(self):
        self.check_access("write")
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager closes an incident."))

    # === BUSINESS METHODS === #

    def _set_state(self, state):
        if any((incident.state, state) not in _TRANSITIONS for incident in self):
            raise UserError(self.env._("The incident is in that state already."))
        # sudo - care.dossier.incident: states change through the checked actions alone
        self.sudo().write({"state": state})

    def _tell_managers(self):
        # sudo - res.users, mail.activity: the reporter may not list rights, nor see the incident
        managers = self.env.ref(GROUP_MANAGER).sudo().all_user_ids.filtered("active")
        for user in managers - self.user_id:
            if self.company_id in user.company_ids.root_id:
                self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.with_context(lang=user.lang).env._(
                        "Look into the confidentiality incident"
                    ),
                    user_id=user.id,
                )

    @api.model
    def _superior_of(self, user):
        """The leader of the person's sales team, as a proposal."""
        # sudo - crm.team: the reporter need not see that team
        leaders = user.sudo().crm_team_member_ids.filtered("active").crm_team_id.user_id - user
        return leaders.filtered(lambda leader: leader.has_group(GROUP_USER))[:1].sudo(False)
