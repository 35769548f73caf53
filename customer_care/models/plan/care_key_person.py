from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ATTITUDES = [
    ("coach", "Coach"),
    ("supporter", "Supporter"),
    ("neutral", "Neutral"),
    ("non_supporter", "Non-supporter"),
    ("opponent", "Opponent"),
    ("unknown", "Unknown"),
]
INFLUENCES = [("1", "Low"), ("2", "Medium"), ("3", "High")]

# Relation 关系状况, from nothing to the best; a scale of its own beside the attitude.
LEVELS = [
    ("none", "Not yet established"),
    ("negative", "Negative"),
    ("neutral", "Neutral"),
    ("positive", "Positive"),
]
LEVEL_ORDER = {level: place for place, (level, _label) in enumerate(LEVELS)}


class CareKeyPerson(models.Model):
    """Somebody at a customer who matters when it decides: her part in it, her attitude to us, and
    who of ours knows her.

    One row per person and customer. Who goes to another customer gets a new row there; the old one
    stays where it happened, with the day on which she left.
    """

    _name = "care.key.person"
    _description = "Key Person"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "partner_id, sequence, id"
    _rec_name = "contact_id"
    _rec_names_search = ["contact_id", "partner_id"]

    # What follows from creating and leaving: no person writes it.
    _CLOSED_FIELDS = {"profile_id", "contact_id", "attitude_since", "attitude_user_id", "date_left"}

    sequence = fields.Integer(default=10)
    profile_id = fields.Many2one(
        "care.profile", string="Customer File", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id",
        string="Customer",
        store=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    contact_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_company", "=", False), ("parent_id", "!=", False)],
    )
    function = fields.Char(related="contact_id.function", string="Job")

    # her part in decisions
    buying_role_ids = fields.Many2many("care.buying.role", string="Buying Roles")
    influence = fields.Selection(
        INFLUENCES, default="2", required=True, tracking=True, help="How much her word weighs."
    )
    concerns = fields.Text("Cares About", help="What she looks at when it comes to a decision.")
    reports_to_id = fields.Many2one(
        "care.key.person",
        index="btree_not_null",
        ondelete="set null",
        domain="[('profile_id', '=', profile_id), ('id', '!=', id)]",
    )
    influenced_ids = fields.Many2many(
        "care.key.person",
        "care_key_person_influence_rel",
        "from_id",
        "to_id",
        string="Has Influence On",
        domain="[('profile_id', '=', profile_id), ('id', '!=', id)]",
        help="Whom she sways without being her superior: a dashed line in the map.",
    )

    # how she stands to us
    attitude = fields.Selection(
        ATTITUDES,
        default="unknown",
        required=True,
        tracking=True,
        help="How she stands to us in decisions. Each change is kept with its day and author.",
    )
    attitude_since = fields.Date(readonly=True, copy=False)
    attitude_user_id = fields.Many2one(
        "res.users", string="Judged By", readonly=True, copy=False, ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Relation Owner",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        tracking=True,
        default=lambda self: self.env.user,
        help="Who of ours looks after the relation to her.",
    )
    relation_ids = fields.One2many("care.relation", "key_person_id", string="Who Knows Her")
    relation_level = fields.Selection(
        LEVELS,
        string="Relation Now",
        compute="_compute_relation_level",
        inverse="_inverse_relation_level",
        store=True,
        tracking=True,
        help="Between her and the relation owner.",
    )
    wanted_level = fields.Selection(LEVELS, string="Relation Wanted", tracking=True)
    is_below_wanted = fields.Boolean(
        "Below What Is Wanted", compute="_compute_is_below_wanted", search="_search_below_wanted"
    )

    _present_uniq = models.UniqueIndex(
        "(profile_id, contact_id) WHERE date_left IS NULL",
        "This person is a key person of the customer already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("contact_id.name")
    def _compute_display_name(self):
        for person in self:
            person.display_name = person.contact_id.name

    @api.depends("user_id", "relation_ids.user_id", "relation_ids.level")
    def _compute_relation_level(self):
        for person in self:
            relation = person._owner_relation()
            person.relation_level = relation.level or "none"

    def _inverse_relation_level(self):
        for person in self:
            level = person.relation_level or "none"
            if not person.user_id:
                if level != "none":
                    raise UserError(
                        self.env._(
                            "Choose the relation owner of %(person)s first: a relation is between"
                            " two people.",
                            person=person.contact_id.name,
                        )
                    )
            elif relation := person._owner_relation():
                relation.level = level
            elif level != "none":
                relation.create(
                    {"key_person_id": person.id, "user_id": person.user_id.id, "level": level}
                )

    def _owner_relation(self):
        self.ensure_one()
        return self.relation_ids.filtered(lambda relation: relation.user_id == self.user_id)[:1]

    @api.depends("relation_level", "wanted_level")
    def _compute_is_below_wanted(self):
        for person in self:
            wanted = LEVEL_ORDER.get(person.wanted_level, -1)
            person.is_below_wanted = LEVEL_ORDER.get(person.relation_level, 0) < wanted

    def _search_below_wanted(self, operator, value):
        if operator != "in":
            return NotImplemented
        pairs = [
            ["&", ("wanted_level", "=", wanted), ("relation_level", "=", level)]
            for wanted, place in LEVEL_ORDER.items()
            for level, lower in LEVEL_ORDER.items()
            if lower < place
        ]
        return [*["|"] * (len(pairs) - 1), *(term for pair in pairs for term in pair)]

    # === CONSTRAINT METHODS === #

    @api.constrains("contact_id")
    def _check_contact(self):
        """Not when files are joined: contacts come after their file."""
        for person in self.filtered(lambda person: not person.date_left):
            contact = person.contact_id
            if contact.is_company or contact.commercial_partner_id != person.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a person at %(customer)s.",
                        contact=contact.display_name,
                        customer=person.partner_id.display_name,
                    )
                )

    @api.constrains("reports_to_id", "influenced_ids", "profile_id")
    def _check_lines(self):
        if self._has_cycle("reports_to_id"):
            raise ValidationError(self.env._("Nobody reports to herself, not even by others."))
        for person in self:
            others = person.reports_to_id | person.influenced_ids
            if person in others or others.profile_id - person.profile_id:
                raise ValidationError(
                    self.env._(
                        "Lines of %(person)s lead to other key persons of the same customer only.",
                        person=person.contact_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """The customer's file is the one of the person's company; it is opened if there is none."""
        today = fields.Date.context_today(self)
        for vals in vals_list:
            self._complete_file(vals)
            if vals.get("attitude", "unknown") != "unknown":
                vals.update(attitude_since=today, attitude_user_id=self.env.uid)
        return super().create(vals_list)

    @api.model
    def _complete_file(self, vals):
        contact = self.env["res.partner"].browse(vals.get("contact_id"))
        if not contact or vals.get("profile_id"):
            return
        customer = contact.commercial_partner_id
        profile = self.env["care.profile"]._ensure(customer)
        if not profile:
            raise UserError(self.env["care.profile"]._explain_closed(customer))
        vals["profile_id"] = profile.id

    def write(self, vals):
        """Sign and date a new attitude.

        :raise UserError: where somebody writes what only the buttons may
        """
        if not self.env.su and self._CLOSED_FIELDS & set(vals):
            raise UserError(
                self.env._(
                    "Who a key person is stays as it is. Say that she left, and add the other one."
                )
            )
        changed = self.filtered(lambda person: person.attitude != vals.get("attitude"))
        result = super().write(vals)
        if "attitude" in vals and changed:
            # sudo - care.key.person: nobody may write the signature by hand
            changed.sudo().write(
                {
                    "attitude_since": fields.Date.context_today(self),
                    "attitude_user_id": self.env.uid,
                }
            )
        return result

    def copy_data(self, default=None):
        """Never: a person is there once."""
        self.check_access("read")
        raise UserError(self.env._("A key person can't be duplicated: choose New."))

    # === ACTIONS === #

    def action_open_dossier(self):
        """What is confidential stands in the person's dossier, which writes down who opens it."""
        self.ensure_one()
        self.check_access("read")
        return self.contact_id.action_care_dossier()

    @api.readonly
    def action_open_map(self):
        """The relationship map of the customer."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "customer_care.care_relationship_map_action_person"
        )
        return {**action, "context": {"active_id": self.id, "care_map_of_person": True}}
