"""
What looking at the connectors of tenants gave, judged (`findings`) and put into forms for others: `metrics`, `report`, `alert`.
"""
