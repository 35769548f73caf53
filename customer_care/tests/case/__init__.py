from . import test_case_flow
from . import test_case_page
from . import test_case_page_write
from . import test_case_notice
from . import test_contact_form
from . import (
    test_access_case,
    test_case_clocks,
    test_case_concurrency,
    test_case_figures,
    test_case_life,
    test_case_merge,
    test_case_racing,
    test_case_screens,
    test_case_substitute,
    test_case_tours,
    test_case_work,
    test_measure,
    test_remedy,
)
from . import test_mail_corpus
from . import test_mail_intake
from . import test_mail_triage
from . import test_mail_clock
from . import test_case_from_message
from . import test_mail_tours
from . import test_portal_tour
from . import test_public_doors
from . import test_handover_cases
