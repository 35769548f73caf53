"""The queue of customers whose facts changed, and the engine that drains it."""

import logging
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from .scheduled import CONFLICTS, MOST_CONFLICTS

_logger = logging.getLogger(__name__)

# Rows taken, counted and committed together: as few as make the queries worth while, so that a
# conflict with somebody's work repeats little.
_BATCH = 500


class CareDirty(models.Model):
    """One customer of one root company whose figures and plans have to be counted anew.

    The facts themselves (an order confirmed, a payment reconciled, another salesperson …) insert
    rows, in their own transaction: either both are there or none. Rows are never changed, and
    deleted in the transaction that counts, so nothing is lost when that is killed. There is no
    foreign key and no index but the key: an insert waits for nobody.

    ``partner_id`` is the partner whom the fact names; who her customer is gets decided when the
    row is drained, because she may have moved meanwhile.
    """

    _name = "care.dirty"
    _description = "Customer to Be Counted Anew"
    _order = "id"
    _log_access = False

    partner_id = fields.Integer(required=True)
    company_id = fields.Integer(required=True)

    # === PUTTING IN === #

    @api.model
    def _put(self, source):
        """Insert what ``source`` gives, in one statement.

        :param SQL source: a select of ``partner_id, company_id`` (any branch)
        """
        added = self.env.execute_query(
            SQL(
                """
                INSERT INTO care_dirty (partner_id, company_id)
                SELECT DISTINCT s.partner_id, split_part(c.parent_path, '/', 1)::int
                  FROM (%s) s (partner_id, company_id)
                  JOIN res_company c ON c.id = s.company_id
                 WHERE s.partner_id IS NOT NULL
             RETURNING id
                """,
                source,
            )
        )
        if added:
            self._trigger_drain()

    @api.model
    def _put_pairs(self, pairs):
        """Insert partners wherever a customer related to them has a file.

        :param pairs: of ids ``(partner, customer)``
        """
        pairs = list(pairs)
        if not pairs:
            return
        self._put(
            SQL(
                "SELECT r.partner_id, p.company_id"
                " FROM unnest(%s::int[], %s::int[]) r (partner_id, customer_id)"
                " JOIN care_profile p ON p.partner_id = r.customer_id",
                [partner_id for partner_id, _customer_id in pairs],
                [customer_id for _partner_id, customer_id in pairs],
            )
        )

    @api.model
    def _put_moved(self, partners, before):
        """Insert partners who belong to another customer now, with the former and the new one.

        :param before: their customers until now, in the order of ``partners``
        """
        pairs = set()
        for partner, former in zip(partners, before, strict=True):
            concerned = {partner.id, former.id, partner.commercial_partner_id.id}
            pairs |= {(one, other) for one in concerned for other in concerned}
        self._put_pairs(sorted(pairs))

    @api.model
    def _put_documents(self, documents, live):
        """Insert the partners of those documents that are in the state ``live`` in the database."""
        if documents:
            self._put(
                SQL(
                    "SELECT partner_id, company_id FROM %s WHERE id = ANY(%s) AND state = %s",
                    SQL.identifier(documents._table),
                    documents.ids,
                    live,
                )
            )

    @contextmanager
    def _storing_documents(self, documents, vals_list, watched, live):
        """Wrap the storing of columns of orders or invoices: their partners go in, those before the
        change and those after it.

        It costs nothing for a document that is known not to count (a draft that was read), nor
        for columns that nothing is counted from.

        :param set watched: columns that figures are counted from
        :param str live: the state in which a document counts
        """
        states = documents._fields["state"]._get_cache(documents.env)
        moving = {"partner_id", "company_id"}
        before, after = [], []
        for document_id, vals in zip(documents._ids, vals_list, strict=True):
            if watched.isdisjoint(vals):
                continue
            if "state" not in vals and states.get(document_id, live) != live:
                continue
            if vals.get("state", live) != live or not vals.keys().isdisjoint(moving):
                before.append(document_id)
            if vals.get("state", live) == live:
                after.append(document_id)
        self._put_documents(documents.browse(before), live)
        yield
        self._put_documents(documents.browse(after), live)

    @api.model
    def _trigger_drain(self):
        """Let the drain run soon after this transaction is committed; once is enough."""
        precommit = self.env.cr.precommit
        if not precommit.data.get("care.dirty"):
            precommit.data["care.dirty"] = True
            precommit.add(self._trigger_cron)

    @api.model
    def _trigger_cron(self):
        self.env.cr.precommit.data.pop("care.dirty", None)
        cron = self.env.ref("customer_care.cron_dirty_drain", raise_if_not_found=False)
        if cron:  # else the addon is being installed, and counts everybody afterwards
            # sudo - ir.cron: whoever changes a fact starts the engine
            cron.sudo()._trigger()

    # === DRAINING === #

    @api.model
    def _drain(self, limit=None, today=None):
        """Count everybody anew who is in the queue, now.

        Rows that somebody else drains at this moment are left to him.

        :param int limit: at most so many rows; all when None
        :param today: the company's present day when None
        :return: how many rows were drained
        """
        drained = 0
        while size := _BATCH if limit is None else min(_BATCH, limit - drained):
            taken = self._drain_batch(size, today)
            if not taken:
                break
            drained += taken
        return drained

    @api.model
    def _cron_drain_dirty(self):
        """Drain batch by batch, committing each; started by the facts themselves.

        A batch that met somebody's work is repeated; the rows of one that could not be done stay
        in the queue.
        """
        if not self.env.context.get("cron_id"):
            self._drain()
            return
        Cron = self.env["ir.cron"]
        Cron._commit_progress(remaining=self.sudo().search_count([]))
        conflicts = 0
        while conflicts < MOST_CONFLICTS:
            try:
                taken = self._drain_batch(_BATCH)
                self.env.flush_all()
            except CONFLICTS:
                self.env.cr.rollback()
                conflicts += 1
                continue
            conflicts = 0
            # nothing left to take: what is still there is being drained by another server
            if not Cron._commit_progress(taken, remaining=None if taken else 0) or not taken:
                return
        _logger.info("Customers changed by others meanwhile stay in the queue.")

    @api.model
    def _drain_batch(self, size, today=None):
        """Take rows out of the queue and count their customers; one transaction holds both.

        :return: how many rows were taken
        """
        # sudo - care.dirty: the engine counts for everybody; it is called from a scheduled action
        # too, but what it calls must not commit before it is done
        engine = self.sudo().with_context(cron_id=None)
        engine.env.flush_all()
        taken = engine._take(size)
        by_company = {}
        for partner_id, company_id in taken:
            by_company.setdefault(company_id, set()).add(partner_id)
        for company_id, partner_ids in sorted(by_company.items()):
            company = engine.env["res.company"].browse(company_id).exists()
            partners = engine.env["res.partner"].browse(sorted(partner_ids)).exists()
            if company and partners:
                engine._count_isolated(partners, company, today)
        return len(taken)

    @api.model
    def _take(self, size):
        """Delete the oldest rows that nobody else holds; their partners and companies."""
        return self.env.execute_query(
            SQL(
                """
                WITH taken AS (SELECT id FROM care_dirty ORDER BY id LIMIT %s
                                  FOR UPDATE SKIP LOCKED)
                DELETE FROM care_dirty d USING taken WHERE d.id = taken.id
             RETURNING d.partner_id, d.company_id
                """,
                size,
            )
        )

    @api.model
    def _count_isolated(self, partners, company, today):
        """Count all at once; where that fails, halves, until the bad customer is alone. Her row is
        dropped: it must not stop the others, and the night tries again."""
        try:
            with self.env.cr.savepoint():
                self._count(partners, company, today)
        except CONFLICTS:
            raise
        except Exception:
            if len(partners) == 1:
                _logger.exception("Partner %s can't be counted in %s", partners.id, company.name)
                return
            middle = len(partners) // 2
            self._count_isolated(partners[:middle], company, today)
            self._count_isolated(partners[middle:], company, today)

    @api.model
    def _count(self, partners, company, today):
        """Bring these partners' customers in step with the facts; rooms that plan add to it."""
        self.env["care.profile"]._refresh(partners, company, today)
