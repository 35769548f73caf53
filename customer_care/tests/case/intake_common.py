import email
import email.policy

from ..common import CareCommon
from .mail_corpus import TO, plain


class IntakeCommon(CareCommon):
    """Harbour reads service@harbour.example, Ridge service@ridge.example; Petra of Acme and Bolt
    have addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.agent = cls._make_user("Agent", "customer_care.group_care_agent")
        Domain = cls.env["mail.alias.domain"]
        cls.domain = Domain.create({"name": "harbour.example"})
        cls.other_domain = Domain.create({"name": "ridge.example"})
        (cls.company | cls.branch).alias_domain_id = cls.domain
        cls.other_company.alias_domain_id = cls.other_domain
        cls.company.care_alias_name = "service"
        cls.other_company.care_alias_name = "service"
        cls.petra.email = "petra@acme.example"
        cls.bolt.email = "office@bolt.example"

    def receive(self, raw, model=None, **kwargs):
        """Hand a mail to the gateway as fetching it does."""
        context = {"mail_create_nolog": False, "fetchmail_cron_running": True}
        gateway = self.env["mail.thread"].with_context(**context)
        result = gateway.message_process(model, raw, **kwargs)
        self.env.flush_all()
        return result

    def receive_case(self, raw, **kwargs):
        """Hand on a mail, and give the case that it made or reached."""
        return self.env["care.case"].browse(self.receive(raw, **kwargs))

    def send(self, token, text=None, **lines):
        """A mail that reaches a case, and that case."""
        return self.receive_case(plain(token, text, **lines))

    def reply(self, case, token, **lines):
        """An answer to the newest message of a case."""
        message = case.message_ids.sorted("id")[-1:]
        return self.receive(plain(token, In_Reply_To=message.message_id, to=TO, **lines))

    def triage_of(self, token):
        return self.env["care.mail.triage"].search([("message_ids.message_id", "like", token)])

    # === THE INDEPENDENT CHECK === #

    def places_of(self, token):
        """The records in which a word can be read, found without the code that filed them."""
        queries = {
            "care_case": "concat(subject, description)",
            "care_mail_triage": "concat(name, detail)",
        }
        places = set()
        for table, text in queries.items():
            self.env.cr.execute(f"SELECT id FROM {table} WHERE {text} LIKE %s", [f"%{token}%"])
            places |= {(table.replace("_", "."), row[0]) for row in self.env.cr.fetchall()}
        self.env.cr.execute(
            "SELECT model, res_id FROM mail_message WHERE concat(subject, body) LIKE %s"
            " AND model IN ('care.case', 'care.mail.triage')",
            [f"%{token}%"],
        )
        places |= set(self.env.cr.fetchall())
        files = self.env["ir.attachment"].search(
            [("res_model", "in", ("care.case", "care.mail.triage")), ("res_field", "=", False)]
        )
        for file in files:
            if self._is_in(token, file):
                places.add((file.res_model, file.res_id))
        return places

    def _is_in(self, token, file):
        content = file.raw or b""
        if token.encode() in content:
            return True
        if file.mimetype != "message/rfc822":
            return False
        parts = email.message_from_bytes(content, policy=email.policy.compat32).walk()
        return any(token.encode() in (part.get_payload(decode=True) or b"") for part in parts)
