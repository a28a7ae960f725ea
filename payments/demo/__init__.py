from payments.demo.filling import fill_orders

__all__ = ["fill_orders"]
