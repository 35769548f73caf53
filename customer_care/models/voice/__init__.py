from . import care_campaign
from . import care_invitation
from . import care_answer
from . import care_campaign_invite
from . import care_campaign_send
