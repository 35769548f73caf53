from . import (
    test_care_plan_print,
    test_contact_facts,
    test_day_tours,
    test_generate,
    test_log,
    test_remind,
    test_touchpoint,
    test_work,
)
