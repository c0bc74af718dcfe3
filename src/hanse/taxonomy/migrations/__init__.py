"""Database migrations of the code lists."""
