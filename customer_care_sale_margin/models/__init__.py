from . import care_grade_criterion
from . import care_profile
from . import sale_order
