import random
from collections import defaultdict

from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon

_SEED, _PEOPLE, _STEPS = 20260310, 12, 60


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVoteCounts(VoiceCommon):
    """Whatever people do with their sheets, the scores are those of the last complete ones."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(_SEED)
        self.customers = self.acme | self.bolt | self.crane | self.dock
        for number in range(_PEOPLE):
            self.make_contact(
                f"P{number}",
                self.customers[number % 4],
                email=f"p{number}@example.com",
                lang=self.random.choice(["en_US", False]),
            )
        self.campaign = self.start(respondents="all", cap_per_customer=9)
        self.rows = self.campaign.sudo().invitation_ids.filtered(lambda row: row.state == "sent")
        self.sheets = {row: [row.user_input_id] for row in self.rows}
        self.votes = defaultdict(list)  # of each row: (sheet, satisfaction, recommendation)

    def complete(self, row):
        """Somebody answers, or answers again: all questions, some, or none."""
        sheet = self.sheets[row][-1]
        if sheet.state == "done":
            sheet = sheet.copy(
                {
                    "care_campaign_id": self.campaign.id,
                    "care_invitation_id": row.id,
                    "user_input_line_ids": False,
                }
            )
            self.sheets[row].append(sheet)
        scores = []
        choices = (range(1, 6), range(11))
        for question, values in zip(sheet.survey_id.question_ids, choices, strict=False):
            value = self.random.choice([*values, None])
            scores.append(value)
            sheet._save_lines(question, "" if value is None else str(value))
        sheet._mark_done()
        self.votes[row].append((sheet, *scores))

    def begin(self, row):
        """Somebody begins and does not send it."""
        sheet = self.sheets[row][-1]
        if sheet.state == "new":
            sheet._mark_in_progress()
            sheet._save_lines(sheet.survey_id.question_ids[0], 1)

    def delete(self, row):
        if self.votes[row]:
            sheet, *_scores = self.votes[row].pop()
            self.sheets[row].remove(sheet)
            sheet.unlink()
            if not self.sheets[row]:
                del self.sheets[row]
                self.rows -= row

    def expected(self, by):
        """Satisfied percent and NPS, worked out with plain lists."""
        satisfied, points = defaultdict(list), defaultdict(list)
        for row, votes in self.votes.items():
            if votes:
                _sheet, satisfaction, recommend = votes[-1]
                key = row.partner_id if by == "customer" else row
                if satisfaction is not None:
                    satisfied[key].append(satisfaction)
                if recommend is not None:
                    points[key].append(recommend)
        means = [sum(values) / len(values) for values in satisfied.values()]
        scores = [sum(values) / len(values) for values in points.values()]
        return (
            100 * sum(mean >= 4 for mean in means) / len(means),
            100 * (sum(s >= 9 for s in scores) - sum(s < 7 for s in scores)) / len(scores),
        )

    def test_scores_equal_an_independent_count(self):
        for _step in range(_STEPS):
            row = self.random.choice(self.rows)
            self.random.choice([*[self.complete] * 6, self.begin, self.delete])(row)
        self.assertGreater(sum(map(bool, self.votes.values())), 5, "a test of something")
        self.assertEqual(len(self.campaign.sudo().answer_ids), sum(map(bool, self.votes.values())))
        for by in ("person", "customer"):
            self.campaign.vote = by
            self.campaign.invalidate_recordset()
            satisfied, nps = self.expected(by)
            self.assertAlmostEqual(self.campaign.satisfied_percent, satisfied, msg=by)
            self.assertAlmostEqual(self.campaign.nps, nps, msg=by)
