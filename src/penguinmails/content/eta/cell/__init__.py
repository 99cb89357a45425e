"""The process in which templates run: a program of its own, of the standard library and quickjs only.

It is started with this folder as the package `cell`, so that nothing of the platform is in its memory.
Nothing here trusts what it runs; nothing outside trusts what it answers.
"""
