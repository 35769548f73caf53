import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ...tools.working_time import HORIZON, WorkingTime, same_time_after

MONDAY = datetime(2026, 3, 9)


def at(day, hour, minute=0):
    """A moment in the week of the tests; day 0 is Monday."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def office(start, end):
    """Nine to five from Monday to Friday, for ever."""
    first = start.replace(hour=0, minute=0, second=0)
    days = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    return [
        (day + timedelta(hours=9), day + timedelta(hours=17)) for day in days if day.weekday() < 5
    ]


@tagged("post_install", "-at_install")
class TestWorkingTime(BaseCase):
    def test_every_hour_counts_without_a_calendar(self):
        self.assertEqual(WorkingTime().add(at(4, 17), 24 * 3600), at(5, 17))
        self.assertEqual(WorkingTime().seconds(at(4, 17), at(5, 17)), 24 * 3600)

    def test_eight_hours_from_friday_afternoon_end_on_monday(self):
        self.assertEqual(WorkingTime(office).add(at(4, 16), 8 * 3600), at(7, 16))

    def test_a_whole_day_ends_with_the_day_not_with_the_next_morning(self):
        self.assertEqual(WorkingTime(office).add(at(0, 9), 8 * 3600), at(0, 17))

    def test_outside_hours_nothing_counts(self):
        self.assertEqual(WorkingTime(office).seconds(at(5, 0), at(7, 9)), 0)
        self.assertEqual(WorkingTime(office).add(at(5, 12), 3600), at(7, 10))

    def test_a_pause_does_not_count(self):
        time = WorkingTime(office, [(at(0, 10), at(0, 13))])
        self.assertEqual(time.add(at(0, 9), 2 * 3600), at(0, 14))
        self.assertEqual(time.seconds(at(0, 9), at(0, 17)), 5 * 3600)

    def test_a_pause_without_an_end_never_lets_time_pass(self):
        self.assertIsNone(WorkingTime(None, [(at(0, 10), None)]).add(at(0, 9), 2 * 3600))

    def test_overlapping_hours_count_once(self):
        twice = WorkingTime(lambda start, end: office(start, end) * 2)
        self.assertEqual(twice.seconds(at(0, 0), at(1, 0)), 8 * 3600)

    def test_a_calendar_without_hours_is_found_out_in_few_looks(self):
        looks = []

        def nothing(start, end):
            looks.append((start, end))
            return []

        self.assertIsNone(WorkingTime(nothing).add(MONDAY, 3600))
        self.assertLess(len(looks), 12)
        self.assertEqual(looks[-1][1], MONDAY + HORIZON)

    def test_backwards_is_no_time(self):
        self.assertEqual(WorkingTime().seconds(at(1, 0), at(0, 0)), 0)

    def test_days_end_at_the_same_time_of_the_day_over_a_daylight_saving_night(self):
        berlin = ZoneInfo("Europe/Berlin")
        before = datetime(2026, 3, 28, 9)  # 10:00 in winter time
        self.assertEqual(same_time_after(before, 1, berlin), datetime(2026, 3, 29, 8))
        before = datetime(2026, 10, 24, 8)
        self.assertEqual(same_time_after(before, 1, berlin), datetime(2026, 10, 25, 9))

    def test_whatever_the_hours_and_pauses_it_is_what_a_count_of_the_minutes_gives(self):
        """Three thousand random weeks; adding what was counted leads back."""
        dice = random.Random(5)
        for _case in range(3000):
            hours = self.random_intervals(dice, 6)
            pauses = self.random_intervals(dice, 3)
            start, end = sorted(at(0, 0, dice.randrange(3000)) for _n in range(2))
            counting = [
                moment
                for moment in self.minutes(start, at(0, 0, 3600))
                if any(since <= moment < upto for since, upto in hours)
                and not any(since <= moment < upto for since, upto in pauses)
            ]
            time = WorkingTime(lambda _start, _end, hours=hours: hours, pauses)
            expected = sum(moment < end for moment in counting)
            self.assertEqual(time.seconds(start, end), expected * 60)
            wanted = dice.randrange(1, 400)
            reached = (
                counting[wanted - 1] + timedelta(minutes=1) if wanted <= len(counting) else None
            )
            self.assertEqual(time.add(start, wanted * 60), reached)

    def random_intervals(self, dice, number):
        starts = [dice.randrange(3000) for _n in range(dice.randrange(number))]
        return [(at(0, 0, start), at(0, 0, start + dice.randrange(1, 500))) for start in starts]

    def minutes(self, start, end):
        moment = start
        while moment < end:
            yield moment
            moment += timedelta(minutes=1)
