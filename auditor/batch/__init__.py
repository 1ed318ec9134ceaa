"""Many products: found in folders, read once, judged, and kept."""
