"""Template components, theme, icons, charts and maps. No app and no model is known here."""
