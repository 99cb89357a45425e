"""A world to send to: recipients that open, click, reply, complain and bounce, and know that they did."""
