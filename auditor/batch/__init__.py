"""Many products: found in folders, read once, judged, and kept.

The names below are what the rest of the program uses.
"""

from auditor.batch.products import Group, Product
from auditor.batch.scan import Progress, Result, Scanner, find_products, scan

__all__ = ["Group", "Product", "Progress", "Result", "Scanner", "find_products", "scan"]
