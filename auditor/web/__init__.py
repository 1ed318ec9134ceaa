"""The page: the same pipeline and the same report, for people who look.

Everything here is at the edge. Files and requests come from strangers, so a name is
never a path, a text is never markup, and what reads a file is a process of its own
that can be killed. The pages ask the store and never wait for a reader.
"""
