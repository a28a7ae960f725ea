"""What each gateway is called, for rows that only know its code.

The registry writes it down: models are below the gateways and can't ask them.
"""

from django.utils.functional import Promise

LABELS: dict[str, str | Promise] = {}
