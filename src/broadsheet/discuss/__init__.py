"""What readers say to one another: how it is judged. No Django."""
