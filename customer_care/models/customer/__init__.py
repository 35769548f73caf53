from . import care_grade
from . import care_grade_criterion
from . import care_grade_cadence
from . import care_grade_change
from . import care_grade_review
from . import care_profile
from . import care_profile_refresh
from . import care_profile_page
