from . import test_case_flow
from . import test_case_page
from . import test_case_page_write
from . import test_case_notice
from . import test_contact_form
from . import (
    test_case_flow,
)
