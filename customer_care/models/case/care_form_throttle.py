import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CareFormThrottle(models.TransientModel):
    """One thing that somebody without an account did, kept for a day to count how often: a form
    sent, a message written. Only the public pages write it. It knows no address, only a keyed
    print of it."""

    _name = "care.form.throttle"
    _description = "Use of a Public Page"
    _transient_max_hours = 24.0

    mark = fields.Char(required=True, readonly=True)

    answer = fields.Json(
        readonly=True,
        help="What was answered to a form that makes one case however often it comes.",
    )

    _once = models.UniqueIndex("(mark) WHERE answer IS NOT NULL")
    # what counting reads; rows are only added, so that two requests never wait for each other
    _mark_idx = models.Index("(mark, create_date)")

    @api.model
    def _count_in(self, limits, hours=1):
        """Count one more use of a public page.

        :param dict limits: how often within the hours, by what is counted: an address, a case
        :return: whether none of them is exhausted; otherwise nothing is counted
        """
        since = fields.Datetime.now() - timedelta(hours=hours)
        marks = {self._mark_of(what): limit for what, limit in limits.items()}
        # sudo - care.form.throttle: the public has no right to anything here
        Throttle = self.sudo()
        for mark, limit in marks.items():
            uses = [("mark", "=", mark), ("create_date", ">", since)]
            if Throttle.search_count(uses, limit=limit) >= limit:
                return False
        Throttle.create([{"mark": mark} for mark in marks])
        return True

    @api.model
    def _begin_once(self, what):
        """Begin something that is done once, however often and how fast it is asked for.

        The one who comes second while the first is at work waits for it. The database then refuses
        it as a conflict, so that Odoo does the request again; now it finds the answer.

        :param what: what is done, hashed like an address
        :return: the row that takes the answer, and whether it is the first to come
        """
        # sudo - care.form.throttle: the public has no right to anything here
        Throttle = self.sudo()
        mark = self._mark_of(what)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO care_form_throttle (mark, answer, create_date, write_date)
                     VALUES (%(mark)s, '{}', %(now)s, %(now)s)
                ON CONFLICT (mark) WHERE answer IS NOT NULL DO NOTHING
                  RETURNING id
                """,
                mark=mark,
                now=fields.Datetime.now(),
            )
        )
        if row := self.env.cr.fetchone():
            return Throttle.browse(row[0]), True
        return Throttle.search([("mark", "=", mark), ("answer", "!=", False)], limit=1), False

    @api.model
    def _mark_of(self, what):
        """What stands for an address in the table."""
        # sudo - ir.config_parameter: nobody reads the secret
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        return hmac.new(secret.encode(), repr(what).encode(), hashlib.sha256).hexdigest()
