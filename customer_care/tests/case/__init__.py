from . import (
    test_access_case,
    test_case_clocks,
    test_case_concurrency,
    test_case_figures,
    test_case_flow,
    test_case_life,
    test_case_merge,
    test_case_screens,
    test_case_work,
    test_measure,
    test_remedy,
)
