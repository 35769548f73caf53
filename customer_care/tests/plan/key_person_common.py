from ..common import CareCommon


class KeyPersonCommon(CareCommon):
    """Acme's buyer Petra, its director Dora and its engineer Egon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.profile = cls.file_of(cls.acme)
        cls.dora = cls.make_contact("Dora", cls.acme, function="Director")
        cls.egon = cls.make_contact("Egon", cls.acme, function="Engineer")
        cls.decider = cls.env.ref("customer_care.care_buying_role_decider")
        cls.user_role = cls.env.ref("customer_care.care_buying_role_user")

    @classmethod
    def make_key(cls, contact, user=None, **vals):
        return (
            cls.env["care.key.person"]
            .with_user(user or cls.rep)
            .create({"contact_id": contact.id, **vals})
        )

    @classmethod
    def make_done(cls, contact, day, channel="call", **vals):
        """A contact that took place on ``day``."""
        touchpoint = cls.env["care.touchpoint"].create(
            {
                "partner_id": contact.commercial_partner_id.id,
                "contact_id": contact.id,
                "channel": channel,
                "company_id": cls.company.id,
                **vals,
            }
        )
        touchpoint.sudo().write({"state": "done", "date_done": f"{day} 10:00:00"})
        return touchpoint
