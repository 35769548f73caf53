"""Selections and names that more than one model uses."""

CHANNELS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("meeting", "Meeting"),
    ("mail", "Email"),
    ("message", "Message"),
    ("card", "Card"),
    ("gift", "Gift"),
]

GROUP_USER = "customer_care.group_care_user"
GROUP_TEAM = "customer_care.group_care_team"
GROUP_MANAGER = "customer_care.group_care_manager"
