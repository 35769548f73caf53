"""What the paper of an account plan draws: life cycle, months and the map. Sizes are in units of
the drawing; the templates scale them to the page. All of it can be told apart without colours."""

from odoo import models

from .care_account_plan import LIFE_CYCLES

# The page below a heading, in the unit of its letters, and how large a unit of the map may become.
_PAGE = (54, 66)
_BIGGEST = 0.07
# A map that is smaller than this is turned, where that makes it larger.
_READABLE = 0.045

# The curve of a relation over time: business grows, stays, and ends. Points of the stages on it,
# and to which side their words clear it.
_CURVE = (
    "M20 190C110 185 130 160 190 120C250 78 290 50 380 42"
    "C480 34 510 40 560 78C610 115 640 160 680 182"
)
_STAGES = {
    "exploration": (98, 174, "end"),
    "formation": (214, 103, "end"),
    "stability": (410, 40, "middle"),
    "decline": (606, 114, "start"),
}

_CHART = (700, 190)
_CHART_LEFT, _CHART_FOOT = 10, 24


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    def _life_cycle_drawing(self):
        """The curve, its stages, and the one in which the relation is."""
        labels = dict(self._fields["life_cycle"]._description_selection(self.env))
        return {
            "curve": _CURVE,
            "label": labels.get(self.life_cycle, ""),
            "stages": [
                {
                    "label": labels[stage],
                    "x": _STAGES[stage][0],
                    "y": _STAGES[stage][1],
                    "anchor": _STAGES[stage][2],
                    "is_here": stage == self.life_cycle,
                }
                for stage, _label in LIFE_CYCLES
            ],
        }

    # === MONTHS === #

    def _months_drawing(self):
        """Two bars for each month, white what was planned, black what was realised."""
        months = self._revenue_months()
        width, height = _CHART
        most = max((max(month["planned"], month["actual"]) for month in months), default=0)
        room, step = height - _CHART_FOOT - 16, (width - 2 * _CHART_LEFT) / 12
        scale = room / most if most > 0 else 0
        return {
            "width": width,
            "height": height,
            "foot": height - _CHART_FOOT,
            "is_empty": most <= 0,
            "months": [
                {
                    "label": month["label"],
                    "x": round(_CHART_LEFT + number * step, 1),
                    "bar": round(step * 0.36, 1),
                    "step": round(step, 1),
                    "planned": round(max(month["planned"], 0) * scale, 1),
                    "actual": round(max(month["actual"], 0) * scale, 1),
                    "planned_text": self._short_amount(month["planned"]),
                    "actual_text": self._short_amount(month["actual"]),
                }
                for number, month in enumerate(months)
            ],
        }

    def _short_amount(self, amount):
        """An amount in thousands, as it fits over a bar; empty for nothing."""
        if amount < 50:
            return ""
        return self._figure(round(amount / 1000, 1 if amount < 10_000 else 0)) + "k"

    # === MAP === #

    def _map_drawing(self):
        """The relationship map as large as the page holds it, turned where that helps.

        :return: dict of ``svg``, ``width, height`` (of the drawing), ``is_turned`` and ``scale``
            (the letters' units for one of the drawing's); False where nobody is on it
        """
        profile = self.profile_id
        if not profile._map_people():
            return False
        drawing = profile._relationship_drawing()
        width, height = drawing["width"], drawing["height"]
        upright = min(_BIGGEST, _PAGE[0] / width, _PAGE[1] / height)
        turned = min(_BIGGEST, _PAGE[1] / width, _PAGE[0] / height)
        is_turned = upright < _READABLE and turned > upright
        return {
            "svg": profile._relationship_svg(drawing),
            "width": width,
            "height": height,
            "is_turned": is_turned,
            "scale": turned if is_turned else upright,
        }
