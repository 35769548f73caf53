"""The relationship map: one drawing for the screen and for the print, and the matrix beside it."""

from odoo import api, models
from odoo.tools import format_date

from ...tools.org_chart import fit_text, place_cards
from ...tools.org_lines import Lines, arrow, path

# Size of a card and the space between two, in units of the drawing.
_CARD = (208, 92)
_SPACE = (28, 52)
_MARGIN = 16
# What a page of A3 holds below its head, in the same units.
_PRINT = (1400, 820)
_BIGGEST = 1.3

# Fill, edge and sign of an attitude: a sign too, so that nobody needs to tell colours apart.
_LOOKS = {
    "coach": ("#bfe5cb", "#1a7f45", "++"),
    "supporter": ("#e0f3e6", "#4aa86b", "+"),
    "neutral": ("#f1f1f1", "#8a8a8a", "○"),
    "non_supporter": ("#fdebd6", "#d98324", "−"),
    "opponent": ("#f8d3cf", "#bf3a2b", "−−"),
    "unknown": ("#ffffff", "#a5a5a5", "?"),
}
_LEVEL_MARKS = {"positive": "+", "neutral": "○", "negative": "−", "none": "…"}


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === ACTIONS === #

    @api.readonly
    def action_open_relationship_map(self):
        """The map to work in."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "customer_care.care_relationship_map_action"
        )
        return {**action, "context": {"active_id": self.id, "active_model": self._name}}

    @api.model
    @api.readonly
    def get_relationship_map(self, record_id, of_person=False):
        """Everything that the map draws, in a constant number of queries.

        :param int record_id: the customer's file
        :param bool of_person: the id is that of one of its key persons instead
        :return: dict of ``profile_id, partner_id, name, count``, ``svg`` (the drawing), ``width,
            height`` (its size), ``gaps`` (see ``_relationship_gaps``) and ``matrix`` (see
            ``_relationship_matrix``)
        :raise AccessError: for a customer whom the reader may not see
        """
        if of_person:
            person = self.env["care.key.person"].browse(int(record_id)).exists()
            person.check_access("read")
            profile = person.profile_id
        else:
            profile = self.browse(int(record_id)).exists()
        profile.check_access("read")
        if not profile:
            return False
        drawing = profile._relationship_drawing()
        return {
            "profile_id": profile.id,
            "partner_id": profile.partner_id.id,
            "name": profile.partner_id.display_name,
            "count": len(profile._map_people()),
            "svg": profile._relationship_svg(drawing),
            "width": drawing["width"],
            "height": drawing["height"],
            "gaps": profile._relationship_gaps(),
            "matrix": profile._relationship_matrix(),
        }

    # === DRAWING === #

    @api.model
    def _relationship_svg(self, drawing, scale=1):
        """The drawing as SVG: the same on the screen and in the print."""
        return self.env["ir.qweb"]._render(
            "customer_care.relationship_map_svg", {**drawing, "scale": scale}
        )

    def _relationship_print_svg(self):
        """The drawing, shrunk to a page of A3."""
        drawing = self._relationship_drawing()
        scale = min(_BIGGEST, _PRINT[0] / drawing["width"], _PRINT[1] / drawing["height"])
        return self._relationship_svg(drawing, scale)

    def _relationship_drawing(self):
        """What the template draws: ``cards``, ``lines`` (reports to), ``curves`` (influence, with
        their arrows' ``heads``), ``width, height``."""
        self.ensure_one()
        people = self._map_people()
        corners = self._map_corners(people)
        lines = Lines(corners.values(), _CARD, _SPACE)
        reports = [
            lines.report(corners[person.reports_to_id], corners[person])
            for person in people
            if person.reports_to_id in corners
        ]
        pairs = [(person, other) for person in people for other in person.influenced_ids]
        influences = [
            lines.influence(corners[person], corners[other], number)
            for number, (person, other) in enumerate(pairs)
            if other in corners
        ]
        arrows = [arrow(points) for points in influences]
        width, height = self._map_size(corners.values(), influences)
        return {
            "cards": [person._map_card(*corners[person], *_CARD) for person in people],
            "lines": [path(points) for points in reports],
            "curves": [curve for curve, _head in arrows],
            "heads": [head for _curve, head in arrows],
            "width": width,
            "height": height,
            "title": self.env._("Relationship map of %s", self.partner_id.display_name),
        }

    @api.model
    def _map_corners(self, people):
        """Where the card of each of these people stands: its upper left corner."""
        pitch = (_CARD[0] + _SPACE[0], _CARD[1] + _SPACE[1])
        page = (_PRINT[0] / pitch[0], _PRINT[1] / pitch[1])
        places = place_cards({person: person.reports_to_id for person in people}, page)
        return {
            person: (round(_MARGIN + column * pitch[0]), round(_MARGIN + row * pitch[1]))
            for person, (column, row) in places.items()
        }

    @api.model
    def _map_size(self, corners, ways):
        """Width and height of the drawing: cards, and ways that lead around them."""
        points = [
            *((x + _CARD[0], y + _CARD[1]) for x, y in corners),
            *(point for way in ways for point in way),
        ]
        return tuple(max((point[axis] for point in points), default=0) + _MARGIN for axis in (0, 1))

    def _map_people(self):
        """Who is there, and whose place is still to be filled."""
        return self.key_person_ids.filtered(
            lambda person: not person.date_left or person.needs_successor
        )

    # === MATRIX === #

    def _relationship_matrix(self):
        """Their people by our people.

        :return: dict of ``users`` (dicts ``id, name``) and ``rows`` (dicts ``id, name, role,
            wanted`` and ``cells``, one for each of the users: dict ``level, label, mark, is_owner``
            or False)
        """
        self.ensure_one()
        people = self.key_person_ids.filtered(lambda person: not person.date_left)
        # sudo - res.users: the names of colleagues are no secret
        users = (people.user_id | people.relation_ids.user_id).sudo().sorted("name")
        labels = dict(people.relation_ids._fields["level"]._description_selection(self.env))
        return {
            "users": [{"id": user.id, "name": user.name} for user in users],
            "rows": [
                {
                    "id": person.id,
                    "name": person.contact_id.name,
                    "role": ", ".join(person.buying_role_ids.mapped("name")),
                    "wanted": labels.get(person.wanted_level, ""),
                    "cells": [person._matrix_cell(user, labels) for user in users],
                }
                for person in people
            ],
        }


class CareKeyPerson(models.Model):
    _inherit = "care.key.person"

    def _matrix_cell(self, user, labels):
        """The relation to one of ours, or False."""
        relation = self.relation_ids.filtered(lambda relation: relation.user_id.id == user.id)[:1]
        is_owner = self.user_id.id == user.id
        if not relation and not is_owner:
            return False
        level = relation.level or "none"
        return {
            "level": level,
            "label": labels[level],
            "mark": _LEVEL_MARKS[level],
            "is_owner": is_owner,
        }

    def _map_card(self, x, y, width, height):
        """One card of the drawing, its texts cut to fit."""
        self.ensure_one()
        fill, edge, sign = _LOOKS[self.attitude]
        attitudes = dict(self._fields["attitude"]._description_selection(self.env))
        name = self.contact_id.name or ""
        return {
            "id": self.id,
            "x": x,
            "y": y,
            "width": width,
            "height": height,
            "fill": fill,
            "edge": edge,
            "sign": sign,
            "name": fit_text(name, 22),
            "job": fit_text(self.contact_id.function, 30),
            "roles": fit_text(" · ".join(self.buying_role_ids.mapped("name")), 32),
            "owner": fit_text(self.user_id.sudo().name, 18),
            "influence": int(self.influence),
            "met": self._map_met(),
            "is_left": bool(self.date_left),
            "label": ", ".join(
                filter(None, (name, self.contact_id.function, attitudes[self.attitude]))
            ),
        }

    def _map_met(self):
        if self.date_left:
            return self.env._("left %s", format_date(self.env, self.date_left))
        if not self.last_contact_date:
            return self.env._("no contact")
        return format_date(self.env, self.last_contact_date)
