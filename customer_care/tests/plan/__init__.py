from . import test_key_person
from . import test_key_person_leave
from . import test_org_chart
from . import test_relationship_map
from . import test_relationship_map_tour
from . import test_access_intelligence
from . import test_intelligence
from . import test_intelligence_month
