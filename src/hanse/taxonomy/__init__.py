"""Countries, regions, sectors, technologies and other code lists, with versions: the app whose shape others copy."""
