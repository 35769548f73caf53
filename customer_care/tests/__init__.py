from . import customer, calendar, bridge
