from . import test_scores
from . import test_campaign
from . import test_survey_link
from . import test_vote
from . import test_vote_counts
from . import test_delivery_failure
from . import test_complaint_survey
from . import test_voice_life
