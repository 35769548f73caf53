import random
from collections import defaultdict

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon

_SEEDS, _PEOPLE, _STEPS = (1, 7, 20260310, 424242), 12, 45


class Crowd:
    """People who do with their sheets whatever people do: answer all, some or none of it, change
    their minds, answer again, in their language; and agents who delete sheets."""

    def __init__(self, campaign, seed):
        self.random = random.Random(seed)
        self.campaign = campaign
        self.questions = campaign.survey_id.question_ids
        self.rows = campaign.invitation_ids.filtered(lambda row: row.state == "sent")
        self.sheets = {row: [row.user_input_id] for row in self.rows}
        self.votes = defaultdict(list)  # of each row: (sheet, satisfaction, recommendation)
        self.languages = set()

    def act(self):
        row = self.random.choice(self.rows)
        self.random.choice([*[self.complete] * 6, self.begin, self.delete])(row)

    def complete(self, row):
        """Somebody answers, or answers again."""
        sheet = self._open(row)
        # the page shows the questions in the language of the sheet
        sheet = sheet.with_context(lang=sheet.lang_id.code)
        self.languages.add(sheet.lang_id.code)
        for _draft in range(self.random.choice([1, 1, 2, 3])):  # the last draft is what counts
            said = [self._say(sheet, question) for question in self.questions]
        sheet._mark_done()
        mean, choice, recommend = said
        satisfied = [value for value in (mean, choice) if value is not None]
        score = sum(satisfied) / len(satisfied) if satisfied else None
        self.votes[row].append((sheet, score, recommend))

    def _open(self, row):
        sheet = self.sheets[row][-1]
        if sheet.state == "done":
            again = {
                "care_campaign_id": self.campaign.id,
                "care_invitation_id": row.id,
                "user_input_line_ids": False,
            }
            sheet = sheet.copy(again)
            self.sheets[row].append(sheet)
        return sheet

    def _say(self, sheet, question):
        """Answer a question, or leave it out; return what that means, worked out by hand."""
        if question.question_type == "simple_choice":
            place = self.random.choice([None, *range(len(question.suggested_answer_ids))])
            chosen = question.suggested_answer_ids[place].id if place is not None else ""
            comment = self.random.choice(["", "5"])
            sheet._save_lines(question, [str(chosen)] if chosen else [], comment)
            return [1, 2, 3, 4, 5, None][place] if place is not None else None
        value = self.random.choice([None, *range(11)])
        sheet._save_lines(question, "" if value is None else str(value))
        if value is None or question.care_meaning == "recommend":
            return value
        return 1 + value * 0.4  # 0 to 10 as 1 to 5

    def begin(self, row):
        """Somebody begins and does not send it."""
        sheet = self.sheets[row][-1]
        if sheet.state == "new":
            sheet._mark_in_progress()
            sheet._save_lines(self.questions[0], "1")

    def delete(self, row):
        """A sheet is deleted: the last one, or one that did not count any more."""
        if self.votes[row]:
            sheet, *_scores = self.votes[row].pop(self.random.randrange(len(self.votes[row])))
            self.sheets[row].remove(sheet)
            sheet.unlink()
            if not self.sheets[row]:
                del self.sheets[row]
                self.rows -= row

    def last_votes(self):
        """Of everybody whose vote counts: (row, satisfaction, recommendation)."""
        return [(row, *votes[-1][1:]) for row, votes in self.votes.items() if votes]


def mean_of(values):
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVoteCounts(VoiceCommon):
    """Whatever people do with their sheets, the scores are those of the last complete ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.care_quiet_days = 0
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.survey = cls._make_survey()
        for number in range(_PEOPLE):
            cls.make_contact(
                f"P{number}",
                cls.customers[number % 4],
                email=f"p{number}@example.com",
                lang=("en_US", "zh_CN")[number % 2],
            )

    @classmethod
    def _make_survey(cls):
        """Two questions mean satisfaction, on scales of their own, one of them with a way out."""
        labels = ("Awful", "Bad", "So-so", "Good", "Great", "Can't say")
        scale = {"question_type": "scale", "scale_min": 0, "scale_max": 10}
        choices = [
            Command.create({"value": label, "answer_score": score % 6})
            for score, label in enumerate(labels, start=1)
        ]
        questions = [
            {"title": "All in all?", "care_meaning": "satisfaction", **scale},
            {
                "title": "The delivery?",
                "care_meaning": "satisfaction",
                "question_type": "simple_choice",
                "comments_allowed": True,
                "suggested_answer_ids": choices,
            },
            {"title": "Recommend us?", "care_meaning": "recommend", **scale},
        ]
        survey = cls.env["survey.survey"].create(
            {
                "title": "Ours",
                "survey_type": "care",
                "lang_ids": False,
                "question_and_page_ids": [Command.create(question) for question in questions],
            }
        )
        options = survey.question_ids[1].suggested_answer_ids.with_context(lang="zh_CN")
        for option, label in zip(
            options, ("差", "较差", "一般", "好", "很好", "说不清"), strict=True
        ):
            option.value = label
        return survey

    def expected(self, crowd, by):
        """Satisfied percent, mean satisfaction and NPS, worked out with plain lists."""
        satisfied, points = defaultdict(list), defaultdict(list)
        for row, satisfaction, recommend in crowd.last_votes():
            key = row.partner_id if by == "customer" else row
            satisfied[key].append(satisfaction)
            points[key].append(recommend)
        means = [m for m in map(mean_of, satisfied.values()) if m is not None]
        scores = [m for m in map(mean_of, points.values()) if m is not None]
        return (
            100 * sum(mean >= 4 for mean in means) / len(means),
            sum(means) / len(means),
            100 * (sum(s >= 9 for s in scores) - sum(s < 7 for s in scores)) / len(scores),
        )

    def check_campaign(self, crowd):
        campaign = crowd.campaign
        votes = crowd.last_votes()
        self.assertGreater(len(votes), 5, "a test of something")
        self.assertEqual(campaign.answered_count, len(votes))
        for by in ("person", "customer"):
            campaign.vote = by
            campaign.invalidate_recordset()
            satisfied, mean, nps = self.expected(crowd, by)
            self.assertAlmostEqual(campaign.satisfied_percent, satisfied, msg=by)
            self.assertAlmostEqual(campaign.satisfaction_avg, mean, delta=0.0501, msg=by)
            self.assertAlmostEqual(campaign.nps, nps, msg=by)

    def check_customers(self, crowds):
        """The figures of each customer are those of its people's votes in all campaigns."""
        self.refresh()
        votes = [vote for crowd in crowds for vote in crowd.last_votes()]
        for customer in self.customers:
            mine = [vote for vote in votes if vote[0].partner_id == customer]
            profile = self.file_of(customer)
            self.assertEqual(profile.answer_count or 0, len(mine))
            for name, place in (("satisfaction", 1), ("recommend_score", 2)):
                mean = mean_of([vote[place] for vote in mine])
                if mean is None:
                    self.assertIs(profile[name], False)
                else:
                    self.assertAlmostEqual(profile[name], mean, delta=0.0501, msg=name)

    def test_what_nobody_answered_is_no_zero(self):
        campaign = self.start(survey_id=self.survey.id)
        for name in ("satisfaction_avg", "satisfied_percent", "satisfied_margin", "nps"):
            self.assertIs(campaign[name], False, name)
        self.assertIs(campaign.called_percent, False)
        self.assertEqual(campaign.response_percent, 0)
        self.assertIs(self.make_campaign().response_percent, False)
        self.assertEqual(campaign.read(["nps"])[0]["nps"], False)
        self.assertIn("– %", campaign.results)

    def test_scores_equal_an_independent_count(self):
        crowds = []
        for seed in _SEEDS:
            campaign = self.start(
                survey_id=self.survey.id, respondents="all", cap_per_customer=9
            ).sudo()
            crowd = Crowd(campaign, seed)
            crowds.append(crowd)
            with self.subTest(seed=seed):
                for _step in range(_STEPS):
                    crowd.act()
                self.assertLessEqual({"zh_CN", "en_US"}, crowd.languages)
                self.check_campaign(crowd)
        self.check_customers(crowds)
