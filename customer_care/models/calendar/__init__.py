from . import care_touchpoint
from . import care_touchpoint_generate
from . import care_touchpoint_remind
from . import care_profile_contacts
