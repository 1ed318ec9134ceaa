"""What the program costs and how well it reads, measured side by side.

Speed without accuracy is worth nothing, and accuracy at any price little more: every
run reads the same pictures with this program and with whatever other readers are
installed, and tells both. Processor seconds are what is compared, since the clock on
the wall also counts what else the machine has to do.
"""
