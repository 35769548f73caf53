"""Touchpoints that an occasion asks for, and their place in it when customers or people merge."""

from odoo import api, fields, models
from odoo.tools import SQL

from . import care_touchpoint


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    _CLOSED_FIELDS = care_touchpoint.CareTouchpoint._CLOSED_FIELDS | {"occasion_id", "is_quota"}

    origin = fields.Selection(
        selection_add=[("occasion", "Occasion")], ondelete={"occasion": "set default"}
    )
    occasion_id = fields.Many2one(
        "care.occasion",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    action_text = fields.Text(related="occasion_id.action_text")
    is_quota = fields.Boolean(
        "One of a Month's Number",
        readonly=True,
        copy=False,
        help="Planned by a line of the cadence that asks for a number of contacts a month.",
    )

    _open_cadence_uniq = models.UniqueIndex(
        "(profile_id, cadence_id)"
        " WHERE state = 'planned' AND cadence_id IS NOT NULL AND is_quota IS NOT TRUE",
        "A cadence has one open touchpoint per customer.",
    )
    _quota_uniq = models.UniqueIndex(
        "(profile_id, cadence_id, occurrence_date) WHERE cadence_id IS NOT NULL AND is_quota",
        "A cadence has one touchpoint per customer and day.",
    )
    _occasion_uniq = models.UniqueIndex(
        "(profile_id, occasion_id, COALESCE(contact_id, 0), occurrence_date)"
        " WHERE occasion_id IS NOT NULL",
        "An occasion has one touchpoint per customer, person and day.",
    )

    # === COMPUTE METHODS === #

    @api.depends("occasion_id.name")
    @api.depends_context("lang")
    def _compute_purpose(self):
        result = super()._compute_purpose()
        for touchpoint in self.filtered("occasion_id"):
            touchpoint.purpose = touchpoint.name or touchpoint.occasion_id.name
        return result

    # === PLATFORM EVENTS === #

    @api.model
    def _hand_over(self, sources, target):
        """Two files become one: of two records of the same occasion one keeps its place."""
        self._clear_engine_plans(SQL("t.profile_id IN %s", tuple(sources.ids)))
        self._settle_occasions(
            SQL("t.profile_id IN %s", tuple((sources | target).ids)),
            SQL("%s", target.id),
            # as in super: the old customer becomes the person where she is a contact now
            SQL(
                """
                COALESCE(t.contact_id, (SELECT m.id FROM res_partner m
                    WHERE m.id = t.partner_id AND m.id <> %(partner)s
                      AND m.commercial_partner_id = %(partner)s))
                """,
                partner=target.partner_id.id,
            ),
        )
        return super()._hand_over(sources, target)

    @api.model
    def _hand_over_person(self, sources, target):
        """The contacts ``sources`` are about to become the contact ``target``: of two records of
        the same occasion one keeps its place."""
        self._clear_engine_plans(SQL("t.contact_id IN %s", tuple(sources.ids)))
        self._settle_occasions(
            SQL("t.contact_id IN %s", tuple((sources | target).ids)),
            SQL("t.profile_id"),
            SQL("%s", target.id),
        )

    @api.model
    def _clear_engine_plans(self, condition):
        """Open plans of the engine end, with their reminders: the next planning makes them anew."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT t.id FROM care_touchpoint t WHERE t.state = 'planned'"
                " AND t.origin = 'occasion' AND t.is_edited IS NOT TRUE AND %s ORDER BY t.id",
                condition,
            )
        )
        self.browse(row[0] for row in rows).with_context(care_touchpoint_closing=True).unlink()
        self.env.flush_all()

    @api.model
    def _settle_occasions(self, condition, profile, contact):
        """Let one of each set of records keep its occasion that will share file and contact.

        The one that does not move goes before those that do, and what was done before what was
        not.

        :param SQL condition: which records ``t``
        :param SQL profile: their file afterwards
        :param SQL contact: their contact afterwards
        """
        self.env.execute_query(
            SQL(
                """
                UPDATE care_touchpoint SET occasion_id = NULL
                 WHERE id IN (SELECT id FROM (
                    SELECT t.id, ROW_NUMBER() OVER (
                               PARTITION BY t.occasion_id, t.occurrence_date,
                                            %(profile)s, %(contact)s
                               ORDER BY (t.profile_id, COALESCE(t.contact_id, 0))
                                        = (%(profile)s, COALESCE(%(contact)s, 0)) DESC,
                                        t.state = 'done' DESC, t.id) AS place
                      FROM care_touchpoint t
                     WHERE t.occasion_id IS NOT NULL AND %(condition)s) r WHERE place > 1)
             RETURNING id
                """,
                condition=condition,
                profile=profile,
                contact=contact,
            )
        )
        self.env.invalidate_all()
