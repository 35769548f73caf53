from . import test_scores
from . import test_campaign
from . import test_survey_link
