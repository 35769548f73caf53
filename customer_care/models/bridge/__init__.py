from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_users
from . import mail_activity
from . import sale_order
from . import account_move
from . import crm_lead
