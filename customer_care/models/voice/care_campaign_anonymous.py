"""Anonymous campaigns: what people say is known when the campaign is over, of all together, and of
fewer than five not at all.

While it runs nothing is counted but how many answered: somebody who looks at the scores before and
after an answer would know what it said. A database administrator can still match the tokens of
sheets with invitations while the campaign runs, with the secret of the database; afterwards the
tokens are gone, and the order of the lines of sheets alone tells in which order people answered.
"""

import random
import uuid

from odoo import models
from odoo.exceptions import UserError

from .care_campaign import FEWEST_ANONYMOUS


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    def write(self, vals):
        """What people were promised when they were asked is kept.

        :raise UserError: where a started campaign should change whether it is anonymous
        """
        if "is_anonymous" in vals and any(
            campaign.state != "draft" and campaign.is_anonymous != bool(vals["is_anonymous"])
            for campaign in self
        ):
            raise UserError(
                self.env._("People were asked already: whether they stay anonymous can't change.")
            )
        return super().write(vals)

    def _set_state(self, state):
        result = super()._set_state(state)
        if state in ("closed", "cancelled"):
            # sudo - care.campaign: the engine counts, whoever ends the campaign
            for campaign in self.sudo().filtered("is_anonymous"):
                campaign._disclose()
        return result

    def _hidden_sheets(self):
        """The completed sheets of these anonymous campaigns."""
        # sudo - survey.user_input: nobody may read them one by one
        return (
            self.env["survey.user_input"]
            .sudo()
            .search(
                [
                    ("care_campaign_id", "in", self.filtered("is_anonymous").ids),
                    ("state", "=", "done"),
                    ("test_entry", "=", False),
                ]
            )
        )

    def _disclose(self):
        """Count all answers at once, in no order; of too few none. Nothing leads from an
        invitation to a sheet any more."""
        self.ensure_one()
        sheets = self._hidden_sheets()
        if len(sheets) >= FEWEST_ANONYMOUS:
            shuffled = sheets.browse(random.sample(sheets.ids, len(sheets)))
            self.env["care.answer"].sudo()._count(shuffled)
        for sheet in sheets:
            sheet.access_token = str(uuid.uuid4())

    def _tells_too_much(self):
        """Whether scores would tell who said what: they come when it is over, of enough people."""
        return super()._tells_too_much() or (
            self.is_anonymous and self.state not in ("closed", "cancelled")
        )

    def _compute_response(self):
        result = super()._compute_response()
        hidden = self.filtered("is_anonymous")
        sheets = hidden._hidden_sheets().grouped(lambda sheet: sheet.care_campaign_id.id)
        for campaign in hidden:
            campaign.answered_count = count = len(sheets.get(campaign.id, ()))
            campaign.response_percent = (
                100 * count / campaign.asked_count if campaign.asked_count else None
            )
        return result
