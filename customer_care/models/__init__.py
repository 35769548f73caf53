from . import customer
from . import calendar
from . import bridge
