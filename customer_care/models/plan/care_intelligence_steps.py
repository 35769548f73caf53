"""How a piece of market information gets to its readers, and back where something is unclear."""

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

_TRANSITIONS = {
    ("draft", "sent"),
    ("question", "sent"),
    ("sent", "filed"),
    ("sent", "question"),
    ("filed", "question"),
}


class CareIntelligence(models.Model):
    _inherit = "care.intelligence"

    # === ACTIONS === #

    def action_send(self):
        """Send it now, without waiting for the report of the month; again, after a question."""
        self._check_author()
        self._send()

    def action_file(self):
        """Take note of it."""
        self._check_reader()
        self._file()

    def action_ask(self):
        """Send it back to its author with the question that stands in the comment."""
        self._check_reader()
        for piece in self:
            if not (piece.comment or "").strip():
                raise UserError(
                    self.env._("Write under “Comment or Question” what you want to know.")
                )
            piece._set_state("question", date_asked=fields.Date.context_today(self))
            piece._ask_author()
        self.sudo().report_id._follow_pieces()  # sudo - care.intelligence.month: a step of it

    # === BUSINESS METHODS === #

    def _check_author(self):
        self.check_access("write")
        if self.filtered(lambda piece: piece.user_id != self.env.user):
            raise AccessError(self.env._("Its author sends it."))

    def _check_reader(self):
        self.check_access("write")
        if not self._reads_all():
            raise AccessError(
                self.env._("Information administrators and care managers take note of it.")
            )

    def _set_state(self, state, **vals):
        """The one way in which the state of a piece changes.

        :raise UserError: where that does not follow from the present one
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for piece in self:
            if (piece.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(piece)s is “%(present)s”: it can't become “%(state)s”.",
                        piece=piece.display_name,
                        present=labels[piece.state],
                        state=labels[state],
                    )
                )
        # sudo - care.intelligence: states change through the checked steps alone
        self.sudo().write({"state": state, **vals})

    def _send(self):
        """Put these before the information administrator."""
        self._set_state("sent", date_sent=fields.Date.context_today(self))
        self._tasks_of(self.user_id).unlink()

    def _file(self):
        self._set_state(
            "filed",
            date_filed=fields.Date.context_today(self),
            filed_user_id=self.env.uid,
        )
        self._tasks_of(self.env["res.users"]._care_stewards(self.company_id)).unlink()
        self._tasks_of(self.env.user).unlink()
        self.sudo().report_id._follow_pieces()  # sudo - care.intelligence.month: a step of it

    def _tasks_of(self, users):
        """The tasks that the system gave these people about these pieces."""
        # sudo - mail.activity: whoever takes the step settles the tasks of the others, too
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("user_id", "in", users.ids),
                    ("automated", "=", True),
                ]
            )
        )

    # === TELLING === #

    def _tell_major(self):
        """What is major is sent at once, and told to the author's managers and the information
        administrators, once."""
        fresh = self.filtered(lambda piece: piece.is_major and not piece.date_told)
        fresh.filtered(lambda piece: piece.state in ("draft", "question"))._send()
        # sudo - care.intelligence: as in _set_state
        fresh.sudo().write({"date_told": fields.Datetime.now()})
        for piece in fresh:
            author = piece.user_id
            managers = author._care_managers(piece.company_id)
            for reader in (managers | author._care_stewards(piece.company_id)) - author:
                piece._tell(reader)

    def _tell(self, reader):
        """A message by the way that the reader prefers, and a task."""
        self.ensure_one()
        # sudo - mail.thread, mail.activity: the author has no rights on what others are told
        piece = self.sudo().with_context(lang=reader.lang, tz=reader.tz)
        piece.message_notify(
            partner_ids=reader.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=piece.env._("Major market information: %(headline)s", headline=self.name),
            body=piece._told_body(),
        )
        piece._give_task(
            reader, piece.env._("Major market information: %(headline)s", headline=self.name)
        )

    def _told_body(self):
        """What was learned and what it may mean, for a message; never who told us."""
        labels = dict(self._fields["source_grade"]._description_selection(self.env))
        about = ", ".join(filter(None, [*self.profile_ids.mapped("display_name")]))
        lines = [
            self.env._(
                "%(user)s, source grade %(grade)s",
                user=self.user_id.name,
                grade=labels[self.source_grade],
            ),
            about or self.industry_id.name,
        ]
        return Markup("").join(
            [
                *(Markup("<p>%s</p>") % line for line in lines if line),
                *(plaintext2html(text) for text in (self.content, self.meaning) if text),
            ]
        )

    def _give_task(self, user, summary):
        """A task without a mail of its own; ``self`` is sudo, in the language of ``user``."""
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=summary,
            automated=True,
        )

    def _ask_author(self):
        """The question stands in the history, and comes before the author."""
        self.ensure_one()
        author = self.user_id
        # sudo - mail.thread, mail.activity: as in _tell
        piece = self.sudo().with_context(lang=author.lang, tz=author.tz)
        piece.message_post(
            body=self.comment,
            author_id=self.env.user.partner_id.id,
            partner_ids=author.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        piece._give_task(
            author, piece.env._("Answer the question about “%(headline)s”", headline=self.name)
        )
