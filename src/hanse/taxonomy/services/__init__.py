"""What changes the code lists: loading table files, and the fields of science that an import brings."""

from hanse.taxonomy.services.euroscivoc import ensure_euroscivoc
from hanse.taxonomy.services.loading import LOADERS, LoadResult, load_tables, operator_folder
from hanse.taxonomy.services.table_files import SHIPPED, Table, write_table

__all__ = [
    "LOADERS",
    "SHIPPED",
    "LoadResult",
    "Table",
    "ensure_euroscivoc",
    "load_tables",
    "operator_folder",
    "write_table",
]
