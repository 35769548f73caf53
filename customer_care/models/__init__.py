from . import customer
from . import promise
from . import calendar
from . import case
from . import voice
from . import plan
from . import bridge
