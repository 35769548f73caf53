from . import (
    test_care_plan_print,
    test_generate,
    test_remind,
    test_touchpoint,
)
