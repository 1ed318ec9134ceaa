"""What else is in the product besides its active substance.

Every criterion here judges by absence, the weakest of evidence. So each one asks
first whether anything was left out, and a name that was read only by tolerating a
misreading can make a product fail but never pass.
"""

from auditor.criteria.composition import actives, additives, protein

__all__ = ["actives", "additives", "protein"]
