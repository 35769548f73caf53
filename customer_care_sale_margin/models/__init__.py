from . import care_profile
from . import sale_order
