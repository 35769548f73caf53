"""What customers asked and complained about in three years, with what was promised them."""

# One case for each customer; of a hundred three are open.
_CASES = """
    INSERT INTO care_case (name, kind, subject, severity, channel, category_id, cause_id,
                partner_id, contact_id, profile_id, company_id, user_id, email_from,
                email_normalized, state, date_received, date_begun, date_acknowledged,
                date_resolved, date_closed, resolution_days, handling_score, reopen_count,
                create_date, write_date)
    SELECT 'G-' || n, CASE n %% 5 WHEN 0 THEN 'enquiry' WHEN 1 THEN 'request'
                                  WHEN 2 THEN 'suggestion' ELSE 'complaint' END,
           'About delivery ' || n, CASE n %% 10 WHEN 3 THEN 'major' WHEN 4 THEN 'minor'
                                        ELSE 'normal' END,
           CASE n %% 3 WHEN 0 THEN 'mail' WHEN 1 THEN 'phone' ELSE 'web' END,
           (%(categories)s::int[])[1 + n %% %(category_count)s],
           CASE WHEN n %% 5 > 2 AND n %% 33 > 0
                THEN (%(causes)s::int[])[1 + n %% %(cause_count)s] END,
           p.partner_id, c.id, p.id, p.company_id, p.user_id, c.email, c.email_normalized, s.state,
           d.day, d.day, CASE WHEN s.state <> 'received' THEN d.day + interval '3 hours' END,
           CASE WHEN s.state = 'closed' THEN d.day + interval '2 days' END,
           CASE WHEN s.state = 'closed' THEN d.day + interval '5 days' END,
           CASE WHEN s.state = 'closed' THEN 2 END,
           CASE WHEN s.state = 'closed' AND n %% 4 = 0 THEN 1 + n / 4 %% 5 END, 0, d.day, d.day
      FROM (SELECT p.*, row_number() OVER (ORDER BY p.id) AS n FROM care_profile p
             WHERE p.company_id = %(company)s) p
 LEFT JOIN LATERAL (SELECT r.id, r.email, r.email_normalized FROM res_partner r
                     WHERE r.parent_id = p.partner_id ORDER BY r.id LIMIT 1) c ON TRUE
CROSS JOIN LATERAL (SELECT CASE WHEN n %% 33 > 0 THEN 'closed'
                                WHEN n / 33 %% 3 = 0 THEN 'received'
                                WHEN n / 33 %% 3 = 1 THEN 'acknowledged'
                                ELSE 'investigating' END AS state) s
CROSS JOIN LATERAL (SELECT date_trunc('second', now() - CASE
                           WHEN s.state = 'closed'
                           THEN interval '6 days' + interval '1089 days' * (n * 7919 %% 1000) / 1000
                           ELSE interval '1 hour' * (n / 33 %% 30) END) AS day) d
"""
# Each was promised a reply, each major complaint a solution; one closed case in ten was late.
_CLOCKS = """
    INSERT INTO care_sla_clock (kind, policy_id, state, case_id, profile_id, partner_id, company_id,
                user_id, target_hours, date_start, deadline, date_end, date_next_check,
                create_date, write_date)
    SELECT k.kind, k.policy, CASE WHEN NOT k.is_over THEN 'running'
                                  WHEN c.id %% 10 = 0 THEN 'breached' ELSE 'met' END,
           c.id, c.profile_id, c.partner_id, c.company_id, c.user_id, k.hours, c.date_begun,
           c.date_begun + k.hours * interval '1 hour',
           CASE WHEN k.is_over THEN c.date_begun + interval '3 hours' END,
           CASE WHEN NOT k.is_over THEN c.date_begun + k.hours * interval '1 hour' END,
           c.date_received, c.date_received
      FROM care_case c
CROSS JOIN LATERAL (VALUES ('reply', %(reply)s, 24, c.state <> 'received', TRUE),
                           ('solution', %(solution)s, 48, c.state = 'closed',
                            c.kind = 'complaint' AND c.severity = 'major'),
                           ('progress', %(progress)s, 72, FALSE,
                            c.state IN ('acknowledged', 'investigating')))
                   AS k (kind, policy, hours, is_over, is_promised)
     WHERE c.company_id = %(company)s AND c.name LIKE 'G-%%' AND k.is_promised
"""


def make_cases(env, company):
    """Make a case of each file, and its promises.

    :return: how many cases, and how many promises
    """
    policy = {
        kind: env.ref(f"customer_care.care_sla_policy_{name}").id
        for kind, name in (
            ("reply", "reply"),
            ("solution", "solution_major"),
            ("progress", "progress"),
        )
    }
    categories = env["care.case.category"].search([("company_id", "in", [False, company.id])])
    causes = env["care.cause"].create(
        [{"name": f"Bench cause {number}", "company_id": company.id} for number in range(20)]
    )
    env.flush_all()
    values = {
        "company": company.id,
        "categories": categories.ids,
        "category_count": len(categories),
        "causes": causes.ids,
        "cause_count": len(causes),
        **policy,
    }
    made = []
    for statement in (_CASES, _CLOCKS):
        env.cr.execute(statement, values)
        made.append(env.cr.rowcount)
    env.invalidate_all()
    return made
