from . import base_partner_merge
from . import care_dossier_report
from . import care_grade_propose
from . import care_plan_print
from . import care_touchpoint_cancel
from . import care_work_hand_over
from . import care_work_move
