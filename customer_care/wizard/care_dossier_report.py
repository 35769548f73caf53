from odoo import api, fields, models

from ..models.customer.care_dossier_incident import INCIDENT_KINDS


class CareDossierReport(models.TransientModel):
    """The question what happened to confidential data. Anybody answers it, and then cannot read the
    incident that comes of it."""

    _name = "care.dossier.report"
    _description = "Report Incident"

    name = fields.Char("What Happened", required=True)
    kind = fields.Selection(INCIDENT_KINDS, required=True, default="misuse")
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        string="Person Concerned",
        domain=[("share", "=", False)],
        help="The colleague who caused it, also yourself. Empty: not known yet.",
    )
    superior_id = fields.Many2one(
        "res.users",
        string="Direct Superior",
        domain=[("share", "=", False)],
        compute="_compute_superior_id",
        store=True,
        readonly=False,
    )
    person = fields.Char("Whose Data")
    description = fields.Text("Details")
    measures = fields.Text("Measures Taken")

    @api.depends("user_id")
    def _compute_superior_id(self):
        for wizard in self:
            wizard.superior_id = self.env["care.dossier.incident"]._superior_of(wizard.user_id)

    def action_report(self):
        """Report the incident to the care managers."""
        self.ensure_one()
        self.check_access("read")
        vals = {
            name: self[name]
            for name in ("name", "kind", "date", "person", "description", "measures")
        }
        # sudo - care.dossier.incident: who reports need not read what others reported
        self.env["care.dossier.incident"].sudo().create(
            {**vals, "user_id": self.user_id.id, "superior_id": self.superior_id.id}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Reported. The care managers look into it."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
