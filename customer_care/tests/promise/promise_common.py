from datetime import timedelta

from odoo import Command

from ..common import NOW, CareCommon


class PromiseCommon(CareCommon):
    """Promises about touchpoints. The policies of the installation are gone: each test writes those
    that it needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.env["care.sla.policy"].search([]).active = False
        cls.now = cls.env["care.touchpoint"]._fields["date_done"].to_datetime(NOW)

    @classmethod
    def make_policy(cls, kind="return_visit", **vals):
        return cls.env["care.sla.policy"].create(
            {
                "name": vals.pop("name", "Policy"),
                "kind": kind,
                "amount": 24,
                "warn_hours": 4,
                **vals,
            }
        )

    @classmethod
    def make_calendar(cls, *hours, zone="UTC", **vals):
        """Working hours from Monday to Friday; nine to five unless given as pairs."""
        return cls.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": zone,
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": "Open",
                                "dayofweek": str(day),
                                "hour_from": since,
                                "hour_to": upto,
                            }
                        )
                        for day in range(5)
                        for since, upto in hours or [(9, 17)]
                    ),
                ],
                **vals,
            }
        )

    @classmethod
    def make_promise(cls, partner=None, kind="return_visit", start=None, **vals):
        """A promise to a customer, about a touchpoint of its own."""
        partner = partner or cls.acme
        touchpoint = cls.make_touchpoint(partner, user_id=partner.user_id.id, **vals)
        return cls.env["care.sla.clock"]._start(kind, touchpoint, start or cls.now)

    @classmethod
    def at(cls, hours=0, minutes=0):
        """So long after NOW, Tuesday nine o'clock."""
        return cls.now + timedelta(hours=hours, minutes=minutes)
