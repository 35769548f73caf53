"""The greeting card of an occasion: how it looks and what it says."""

from odoo import api, fields, models

# Festivals by their lunar day.
_LUNAR_DESIGNS = {(1, 1): "spring", (8, 15): "autumn"}
_KIND_DESIGNS = {
    "birthday": "birthday",
    "anniversary": "anniversary",
    "company_date": "anniversary",
}


class CareOccasion(models.Model):
    _inherit = "care.occasion"

    card_design = fields.Selection(
        [
            ("generic", "Greeting"),
            ("birthday", "Birthday"),
            ("spring", "Spring Festival"),
            ("autumn", "Mid-Autumn Festival"),
            ("anniversary", "Anniversary"),
        ],
        compute="_compute_card_design",
        store=True,  # people choose another one
        readonly=False,
        precompute=True,
        required=True,
        help="How the greeting card looks.",
    )
    card_text = fields.Text(
        translate=True,
        help="What the greeting card says, in each language of your customers. {person},"
        " {customer} and {company} stand for the names of the person, the customer and yours."
        " Empty: a short greeting that fits the design. It can be changed before printing.",
    )

    @api.depends("kind", "lunar_month", "lunar_day")
    def _compute_card_design(self):
        for occasion in self:
            lunar = occasion.kind == "lunar" and (occasion.lunar_month, occasion.lunar_day)
            occasion.card_design = _LUNAR_DESIGNS.get(
                lunar, _KIND_DESIGNS.get(occasion.kind, "generic")
            )

    @api.model
    def _card_default_text(self, design):
        """What a card says where nobody worded it, in the language of the context."""
        texts = {
            "birthday": self.env._(
                "Happy birthday! We wish you health, joy and success in the new year of your life."
            ),
            "spring": self.env._(
                "Happy Spring Festival! May the new year bring you, your family and everybody at"
                " {customer} health, happiness and good business."
            ),
            "autumn": self.env._(
                "Happy Mid-Autumn Festival! May the full moon bring you and your family together in"
                " joy and peace."
            ),
            "anniversary": self.env._(
                "Thank you for the years of good cooperation between {customer} and {company}. We"
                " look forward to the years ahead."
            ),
        }
        return texts.get(
            design,
            self.env._(
                "With warm greetings and our thanks for the good cooperation between {customer} and"
                " {company}."
            ),
        )
