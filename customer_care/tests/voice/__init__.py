from . import test_scores
from . import test_campaign
