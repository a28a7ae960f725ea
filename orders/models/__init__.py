from orders.models.event import OrderEvent
from orders.models.order import Order, OrderLine
from orders.models.shipment import Shipment, ShipmentLine

__all__ = ["Order", "OrderEvent", "OrderLine", "Shipment", "ShipmentLine"]
