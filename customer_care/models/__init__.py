from . import customer
from . import promise
from . import calendar
from . import voice
from . import case
from . import bridge
