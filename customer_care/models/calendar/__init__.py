from . import care_touchpoint
from . import care_touchpoint_generate
from . import care_touchpoint_remind
from . import care_touchpoint_log
from . import care_touchpoint_work
from . import care_work
from . import care_work_touchpoints
from . import care_profile_contacts
