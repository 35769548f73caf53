from . import care_campaign
from . import care_invitation
from . import care_answer
from . import care_campaign_invite
from . import care_campaign_send
from . import care_campaign_results
from . import care_answer_follow_up
from . import care_profile_voice
