from . import test_case_flow
from . import test_mail_corpus
from . import test_mail_intake
from . import test_mail_triage
from . import test_mail_clock
from . import test_case_from_message
from . import test_mail_tours
