"""Return visits: some days after an order was carried out, the customer is asked how it went."""

import datetime

from odoo import api, fields, models
from odoo.tools import SQL

from . import care_touchpoint_occasion
from .care_touchpoint_generate import Planning


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    _CLOSED_FIELDS = care_touchpoint_occasion.CareTouchpoint._CLOSED_FIELDS | {"order_id"}

    origin = fields.Selection(
        selection_add=[("follow_up", "Return visit")], ondelete={"follow_up": "set default"}
    )

    _follow_up_uniq = models.UniqueIndex(
        "(order_id) WHERE origin = 'follow_up' AND order_id IS NOT NULL",
        "An order has one return visit.",
    )

    # === COMPUTE METHODS === #

    @api.depends("origin", "order_id.name")
    @api.depends_context("lang")
    def _compute_purpose(self):
        result = super()._compute_purpose()
        for touchpoint in self:
            # sudo - sale.order: its number is in the calendar of who has to ask about it
            order = touchpoint.sudo().order_id
            if touchpoint.origin == "follow_up" and order and not touchpoint.name:
                touchpoint.purpose = self._explain_follow_up(order.name)
        return result

    @api.model
    def _explain_follow_up(self, order_name):
        return self.env._("Return visit after %(order)s", order=order_name)

    # === PLANNING === #

    @api.model
    def _plannings(self, scope, horizon):
        return [*super()._plannings(scope, horizon), self._planning_follow_up(scope, horizon)]

    @api.model
    def _planning_follow_up(self, scope, horizon):
        """A return visit for each confirmed order of which it is known when it is carried out, on a
        working day. What was missed stays open until a person closes it."""
        workdays = scope.company._care_working_days()
        after, zone = scope.company.care_return_days, scope.company._care_timezone()
        ahead = range((horizon - scope.today).days + 1)
        days = [scope.today + datetime.timedelta(days=number) for number in ahead]
        join, carried_out = self._sql_carried_out(scope)
        wanted = SQL(
            """
            SELECT w.*, COALESCE(m.date_planned, GREATEST(w.occurrence_date, %(first)s::date))
                        AS date_planned
              FROM (SELECT p.id AS profile_id, p.partner_id, p.user_id, o.id AS order_id,
                           'call'::varchar AS channel, TRUE AS counts_as_contact,
                           %(carried_out)s AS carried_out,
                           (%(carried_out)s AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                               + %(after)s AS occurrence_date
                      FROM sale_order o
                      JOIN res_partner c ON c.id = o.partner_id
                      JOIN care_profile p ON p.partner_id = c.commercial_partner_id %(join)s
                     WHERE o.state = 'sale' AND o.company_id IN %(branches)s AND p.active
                       AND %(after)s > 0 AND %(scope)s) w
         LEFT JOIN unnest(%(days)s::date[], %(planned)s::date[]) AS m(day, date_planned)
                ON m.day = w.occurrence_date
             WHERE w.carried_out IS NOT NULL
            """,
            join=join,
            carried_out=carried_out,
            first=workdays.since(scope.today),
            zone=zone,
            after=after,
            branches=scope.branch_ids,
            days=days,
            planned=[workdays.since(day) for day in days],
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )
        return Planning(
            origin="follow_up",
            columns=("order_id",),
            wanted=wanted,
            own=SQL("t.origin = 'follow_up'"),
            same=SQL(
                """
                w.profile_id = t.profile_id AND w.order_id = t.order_id
                AND w.occurrence_date = t.occurrence_date
                AND GREATEST(w.date_planned, %(first)s) = GREATEST(t.date_planned, %(first)s)
                """,
                first=workdays.since(scope.today),
            ),
            # the moments leave out nearly all orders before any day is computed
            missing=SQL(
                """
                w.carried_out >= %(today)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
                                 - make_interval(days => %(after)s + 1)
                AND w.carried_out < %(horizon)s::timestamp AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
                                    - make_interval(days => %(after)s - 2)
                AND w.occurrence_date BETWEEN %(today)s AND %(horizon)s
                AND NOT EXISTS (SELECT FROM care_touchpoint t
                                 WHERE t.origin = 'follow_up' AND t.order_id = w.order_id)
                """,
                today=scope.today,
                horizon=horizon,
                zone=zone,
                after=after,
            ),
        )

    @api.model
    def _sql_carried_out(self, scope):
        """When an order ``o`` was or is to be carried out. Glue for an application that knows
        better takes its place.

        :param scope: the company and its customers
        :return: SQL to join to ``o``, and of the moment (UTC): the promised one; NULL where nobody
            knows
        """
        return SQL(), SQL("o.commitment_date")
