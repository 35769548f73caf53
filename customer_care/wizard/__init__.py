from . import base_partner_merge
from . import care_touchpoint_cancel
