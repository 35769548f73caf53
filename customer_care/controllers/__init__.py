from . import care_case_page
from . import care_contact_form
