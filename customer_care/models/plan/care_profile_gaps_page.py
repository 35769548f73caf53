"""The gravest gaps in the relations to a customer, in one line on its page."""

from odoo import models

_SHOWN_AT_MOST = 2


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _page_head(self):
        return {**super()._page_head(), "relations": self._page_relations()}

    def _page_relations(self):
        """Who left without a successor, then the gravest gaps of the relationship map.

        :return: dict ``text`` (a line) and ``more`` (how many gaps it does not name), False where
            there is no gap
        """
        gaps = sorted(self._relationship_gaps(), key=lambda gap: gap["key"] != "left")
        return bool(gaps) and {
            "text": " ".join(gap["text"] for gap in gaps[:_SHOWN_AT_MOST]),
            "more": len(gaps[_SHOWN_AT_MOST:]),
        }
