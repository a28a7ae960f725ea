from promotions.group_buys.admin import campaigns, teams

__all__ = ["campaigns", "teams"]
