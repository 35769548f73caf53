from odoo import api, fields, models
from odoo.exceptions import UserError


class CareSlaPause(models.Model):
    """A time in which a promise did not run, and why. The steps of the promise write it."""

    _name = "care.sla.pause"
    _description = "Pause of a Promise"
    _order = "clock_id, date_start, id"

    clock_id = fields.Many2one(
        "care.sla.clock",
        string="Promise",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="clock_id.company_id")
    reason = fields.Selection(
        [
            ("customer", "Waiting for the customer"),
            ("supplier", "Waiting for a supplier"),
            ("agreed", "Agreed with the customer"),
        ],
        required=True,
        readonly=True,
        default="customer",
    )
    note = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Paused By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date_start = fields.Datetime("From", required=True, readonly=True)
    date_end = fields.Datetime("Until", readonly=True)

    _end_after_start = models.Constraint(
        "CHECK (date_end >= date_start)", "A pause ends after it began."
    )
    _open_uniq = models.UniqueIndex(
        "(clock_id) WHERE date_end IS NULL", "A promise has one pause at a time."
    )

    def write(self, vals):
        """Refuse to change a pause that is over, whoever asks."""
        if any(pause.date_end for pause in self):
            raise UserError(self.env._("A pause that is over can't be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A pause can't be deleted: the deadline follows from it."))
