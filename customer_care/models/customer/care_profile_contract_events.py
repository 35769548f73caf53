"""What became of contracts, in the timeline of the customer page."""

from odoo import api, models


class CareProfile(models.Model):
    _inherit = "care.profile"

    @api.model
    def _timeline_kinds(self):
        return [
            *super()._timeline_kinds(),
            {"kind": "contract", "label": self.env._("Contracts"), "icon": "fa-file-text-o"},
        ]

    @api.model
    def _timeline_sources(self):
        return [*super()._timeline_sources(), "_timeline_contracts"]

    def _timeline_contracts(self, limit):
        """When contracts began, which others they renewed, and when they ended; a customer has so
        few that all are read."""
        contracts = self.env["care.contract"].search(
            [("profile_id", "=", self.id), ("state", "!=", "draft")]
        )
        former = contracts.filtered("renewal_id").grouped("renewal_id")
        today = self.company_id._care_today()
        events = []
        for contract in contracts:
            begin, begun = contract.date_start, self._contract_beginning(contract, former)
            end, ended = contract._day_of_end(), self._contract_ending(contract)
            events += [
                self._timeline_event(
                    "contract", contract, day, title, note=contract.product_id.name
                )
                for day, title in ((begin, begun), (end, ended))
                if title and day <= today
            ]
        return sorted(events, key=lambda event: event["date"], reverse=True)[:limit]

    def _contract_beginning(self, contract, former):
        if contract in former:
            return self.env._(
                "Contract %(former)s renewed by %(number)s",
                former=former[contract][0].name,
                number=contract.name,
            )
        return self.env._("Contract %(number)s begins", number=contract.name)

    def _contract_ending(self, contract):
        """How it ended; False for one that runs or was renewed."""
        if contract.state == "terminated":
            return self.env._("Contract %(number)s terminated", number=contract.name)
        return contract.state == "ended" and self.env._(
            "Contract %(number)s ended", number=contract.name
        )
