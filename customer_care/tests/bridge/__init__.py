from . import (
    test_company_branches,
    test_contract_partner,
    test_customer_retired,
    test_install,
    test_owner_change,
    test_partner_archive,
    test_partner_copy,
    test_partner_deletion,
    test_partner_hierarchy,
    test_partner_merge,
    test_privacy_lookup,
    test_upgrade,
)
