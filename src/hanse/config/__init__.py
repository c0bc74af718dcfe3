"""Settings, the two route maps, and the command line that collects every app's commands."""
