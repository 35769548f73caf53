from odoo import Command, api, fields, models

# More cards than this are too much for one file; print them in parts.
_MOST_CARDS = 300


class CareCardPrint(models.TransientModel):
    """The question how greeting cards are printed: what each says can be changed first. Printing
    marks nothing as done, as the card is not sent yet."""

    _name = "care.card.print"
    _description = "Print Greeting Cards"

    size = fields.Selection(
        [
            ("a6", "A6, front and back"),
            ("a5", "A5, front and back"),
            ("fold", "A5, an A4 sheet folded once"),
        ],
        string="Paper",
        required=True,
        default="a6",
        help="Print on both sides, turned over the short edge.",
    )
    touchpoint_ids = fields.Many2many("care.touchpoint", required=True)
    line_ids = fields.One2many(
        "care.card.print.line",
        "wizard_id",
        string="Cards",
        compute="_compute_line_ids",
        store=True,  # people change the texts
        readonly=False,
    )
    is_printed = fields.Boolean(readonly=True)

    @api.depends("touchpoint_ids")
    def _compute_line_ids(self):
        for wizard in self:
            cards = wizard.touchpoint_ids._origin[:_MOST_CARDS]
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(touchpoint._card_values()) for touchpoint in cards),
            ]

    # === ACTIONS === #

    def action_print(self):
        """The cards as one PDF; the question stays open to mark them as sent."""
        self.ensure_one()
        self.touchpoint_ids.check_access("read")
        self.is_printed = True
        return self.env.ref(f"customer_care.report_greeting_card_{self.size}").report_action(self)

    def action_done(self):
        """The cards are on their way: their touchpoints are done."""
        self.ensure_one()
        self.touchpoint_ids.filtered(lambda t: t.state == "planned").action_done()
        return {"type": "ir.actions.act_window_close"}
