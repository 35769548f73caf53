"""A customer's case as the portal tests see it, and what a browser does with it."""

import re
from urllib.parse import urlsplit

from odoo import Command
from odoo.tests import HttpCase

from ..common import MAIL_OFF, CareCommon


class PortalCommon(CareCommon, HttpCase):
    """Petra of Acme has a portal login and complains; Boris of Bolt has one too and should see
    nothing of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.petra.write(
            {"name": "Petra", "email": "petra@acme.example", "lang": "en_US", "tz": "UTC"}
        )
        cls.boris = cls.make_contact("Boris", cls.bolt, email="boris@bolt.example")
        cls.boris_user = cls._make_user("Boris", "base.group_portal", partner_id=cls.boris.id)
        cls.agent = cls._make_user("Agent", "customer_care.group_care_agent")
        for user in (cls.portal_user, cls.boris_user, cls.employee, cls.rep):
            user.password = user.login
        # the public looks with the eyes of the company that is written to
        public = cls.env.ref("base.public_user")
        public.write({"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id})

    def setUp(self):
        super().setUp()
        self.case = self.make_case()

    @classmethod
    def make_case(cls, **vals):
        case = (
            cls.env["care.case"]
            .with_context(**MAIL_OFF)
            ._new_from(
                {
                    "kind": "complaint",
                    "subject": "Coating peels",
                    "description": "<p>It came off after three weeks.</p>",
                    "partner_id": cls.acme.id,
                    "contact_id": cls.petra.id,
                    "company_id": cls.company.id,
                    "channel": "mail",
                    **vals,
                }
            )
        )
        case._portal_ensure_token()
        return case

    def say(self, case, body, **kwargs):
        """Write into the chatter."""
        return case.message_post(body=body, **kwargs)

    def resolve(self, case):
        """All that a complaint needs is there, and what was to be done is done."""
        case.solution = "<p>A new coating</p>"
        case.cause_id = self.env["care.cause"].create({"name": "Paint"})
        case.action_resolve()

    def close(self, case):
        """The customer said that it is solved."""
        self.resolve(case)
        case._customer_confirms(True)

    # === WHAT A BROWSER DOES === #

    def page(self, case=None, token=True, **params):
        """Open the page of a case, by its link unless another token is given."""
        case = case or self.case
        self.env.flush_all()
        if token is True:
            token = case.access_token
        query = {"access_token": token, **params} if token else params
        url = f"/my/care/case/{case.id}"
        return self.url_open(url, params=query)

    def csrf(self, text):
        return re.search(r'name="csrf_token" value="([^"]+)"', text)[1]

    def post(self, action, case=None, token=True, csrf=True, files=None, **data):
        """Send a form of the page."""
        case = case or self.case
        self.env.flush_all()
        if token is True:
            token = case.access_token
        if csrf is True:
            csrf = self.csrf(self.url_open("/care/contact").text)
        data = {"csrf_token": csrf, "access_token": token, **data}
        return self.url_open(
            f"/my/care/case/{case.id}/{action}",
            data={key: value for key, value in data.items() if value},
            files=files,
            allow_redirects=False,
        )

    def path_of(self, response):
        return urlsplit(response.headers["Location"]).path

    def messages_of(self, case):
        return case.message_ids.filtered(lambda message: message.message_type == "comment")

    def mails_of(self, case):
        return self.env["mail.mail"].search(
            [
                ("model", "=", "care.case"),
                ("res_id", "in", case.ids),
                ("message_type", "=", "auto_comment"),
            ],
            order="id",
        )
