"""What may happen to a promise. Moments are given (``now``) where they are not the present one; one
before the last step counts as that step's."""

from odoo import api, fields, models

_DONE = {"date_next_check": False}

# Being answered at all does not wait for anybody.
_NEVER_PAUSED = {"reply"}


class CareSlaClock(models.Model):
    _inherit = "care.sla.clock"

    @api.model
    def _start(self, kind, subjects, start=None):
        """Promise something about records of one model.

        :param str kind: of promise
        :param subjects: see the class
        :param start: the moment from which it counts; now when None
        :return: the promises that run now, also those made before; none for a subject for which
            no policy holds
        """
        link = self._link_to(subjects)
        # sudo - care.sla.clock: promises are made by rooms alone, whoever acts there
        Clock = self.sudo()
        running = Clock.search(
            [(link, "in", subjects.ids), ("kind", "=", kind), ("date_end", "=", False)]
        )
        start = (start or fields.Datetime.now()).replace(microsecond=0)
        fresh = subjects.sudo() - running[link]
        values, hours_of = [], {}
        for company, group in fresh.grouped(lambda s: Clock._parties(s)[1]).items():
            policies = self.env["care.sla.policy"]._set_of(kind, company)
            for subject, profile in Clock._with_files(group, company):
                customer, _company, user = Clock._parties(subject)
                policy = policies._match(policies._facts(subject, profile))
                if policy:
                    values.append(
                        {
                            "kind": kind,
                            link: subject.id,
                            "profile_id": profile.id,
                            "partner_id": customer.id,
                            "company_id": company.id,
                            "user_id": user.id,
                            "date_start": start,
                            **Clock._terms(policy, company, start, hours_of),
                        }
                    )
        return running | Clock.create(values)

    def _stop(self, now=None):
        """These promises are kept now, in time or not. Those that ended before stay as they are."""
        for clock, moment in self._at_step(now):
            clock._resume_at(moment)
            clock._end_as("met", moment)

    def _cancel(self, now=None):
        """Nobody waits for these any more. What is broken already stays so, and ends."""
        for clock, moment in self._at_step(now):
            clock._resume_at(moment)
            clock._end_as("cancelled", moment)

    def _pause(self, reason="customer", note=None, now=None):
        """Time does not count for these from now on. Replies run on, and so does what is broken.

        :param str reason: a value of ``care.sla.pause.reason``
        """
        pauses = []
        for clock, moment in self._at_step(now):
            if clock._can_pause(moment):
                clock._set_state("paused", date_next_check=False)
                pauses.append(
                    {
                        "clock_id": clock.id,
                        "reason": reason,
                        "note": note,
                        "user_id": self.env.uid,
                        "date_start": moment,
                    }
                )
        # sudo - care.sla.pause: as above
        self.env["care.sla.pause"].sudo().create(pauses)

    def _resume(self, now=None):
        """Time counts again for those that are paused; their deadline moves."""
        for clock, moment in self._at_step(now):
            clock._resume_at(moment)

    def _rematch(self, now=None):
        """Grade, severity or customer changed: promise what the policies say now. While a policy
        stays the one that holds, what it promised stays; where none holds the promise is cancelled.
        """
        dropped = self.browse()
        for clock, moment in self._at_step(now):
            if clock.state == "breached":
                continue
            subject = clock._subject_record()
            policies = clock.env["care.sla.policy"]._set_of(clock.kind, clock.company_id)
            policy = policies._match(policies._facts(subject, clock.profile_id))
            if not policy:
                dropped |= clock
            elif policy != clock.policy_id:
                clock._promise_anew(policy, moment)
        dropped._cancel(now)

    # === BUSINESS METHODS === #

    def _promise_anew(self, policy, moment):
        """Let another policy hold from the start, and keep what was promised until now."""
        before = {
            "policy_id": self.policy_id.id,
            "deadline": fields.Datetime.to_string(self.deadline),
            "until": fields.Datetime.to_string(moment),
        }
        terms = self._terms(policy, self.company_id, self.date_start, pauses=self._pause_pairs())
        self.write({**terms, "history": [*(self.history or []), before]})
        self.paused_hours = self._paused_hours()
        lasting = self.pause_ids.filtered(lambda pause: not pause.date_end)
        if lasting and self.deadline <= lasting.date_start:
            self._resume_at(moment)  # no time was left when it was paused
        self._plan_check(moment)
        self._settle(moment)

    def _can_pause(self, moment):
        """Whether there is time left to save."""
        return self.state == "running" and self.kind not in _NEVER_PAUSED and moment < self.deadline

    def _end_as(self, state, moment):
        """End in a state; what is broken stays so, and is counted how late."""
        if self.state == "breached":
            late = self._hours_late(moment)
            self._set_state("breached", date_end=moment, late_hours=late, **_DONE)
        else:
            late = 0 if state == "met" else False
            self._set_state(state, date_end=moment, late_hours=late, **_DONE)

    def _at_step(self, now):
        """Those that are open, each with the moment of the step; what is over by then is broken."""
        now = (now or fields.Datetime.now()).replace(microsecond=0)
        # sudo - care.sla.clock: promises change by their steps alone, whoever acts in a room
        clocks = self.sudo().filtered(lambda clock: not clock.date_end)
        steps = [(clock, clock._not_before(now)) for clock in clocks]
        for clock, moment in steps:
            clock._settle(moment)
        return steps

    def _not_before(self, now):
        pauses = self.pause_ids.mapped("date_start") + self.pause_ids.mapped("date_end")
        return max([now, self.date_start, *(moment for moment in pauses if moment)])

    def _settle(self, now):
        """Break those whose time is over."""
        over = self.filtered(lambda clock: clock.state == "running" and clock.deadline < now)
        over._set_state("breached")
        over._plan_check(now)

    def _resume_at(self, moment):
        if self.state == "paused":
            lasting = self.pause_ids.filtered(lambda pause: not pause.date_end)
            lasting.date_end = moment
            lasting.flush_recordset()  # the next pause may begin before anything else is written
            self._recount()
            self._set_state("running")
            self._plan_check(moment)

    def _assign(self, user):
        """Another person is responsible for these, as far as they are open."""
        # sudo - care.sla.clock: as above
        self.sudo().filtered(lambda clock: not clock.date_end).write({"user_id": user.id})

    @api.model
    def _link_to(self, subjects):
        """The name of the link to records of that model."""
        for name in self._subject_fields():
            if self._fields[name].comodel_name == subjects._name:
                return name
        raise ValueError(f"Nothing can be promised about {subjects._name}")

    @api.model
    def _parties(self, subject):
        """To which customer, in which company and by whom something is promised about a record.
        Rooms extend it for subjects that call these otherwise."""
        company = subject.company_id or self.env.company
        return subject.partner_id.commercial_partner_id, company, subject.user_id

    @api.model
    def _with_files(self, subjects, company):
        """Each subject with its customer's file, or an empty one."""
        customers = {subject: self._parties(subject)[0] for subject in subjects}
        partners = self.env["res.partner"].union(*customers.values())
        profiles = self.env["care.profile"]._of(partners, company)
        by_customer = {profile.partner_id: profile for profile in profiles}
        none = profiles.browse()
        return [
            (subject, by_customer.get(customer, none)) for subject, customer in customers.items()
        ]
