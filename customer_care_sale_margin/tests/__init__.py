from . import test_past_margin
from . import test_profit
