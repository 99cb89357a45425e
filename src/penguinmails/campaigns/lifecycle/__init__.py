"""A campaign's life: launched, paused, resumed, ended; and what keeps it from being launched."""
