"""The send protocol: what is committed before what is said, and what a result comes to."""
