from . import test_case_flow
from . import test_mail_corpus
