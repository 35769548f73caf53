from . import care_buying_role
from . import care_key_person
from . import care_key_person_coverage
from . import care_key_person_leave
from . import care_relation
from . import care_profile_key_persons
from . import care_profile_gaps
from . import care_profile_map
