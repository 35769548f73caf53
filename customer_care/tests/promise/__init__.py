from . import (
    test_access_promise,
    test_clock_check,
    test_clock_explain,
    test_clock_random,
    test_clock_steps,
    test_customer_page_promises,
    test_policy_match,
    test_promised_touchpoint,
    test_working_time,
)
