from . import survey
from . import portal_held
from . import care_book
from . import care_case_page
from . import care_contact_form
