from . import test_profit
