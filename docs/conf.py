"""How the documentation is built: `nox -s docs` makes it and runs its notebooks, without a warning."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from api_pages import write_api_pages
from bilingual import write_notebooks
from fault_codes import fault_page
from house_map import house_svg
from made_pages import write_made_pages

(Path(__file__).parent / "house.svg").write_text(house_svg(), encoding="utf-8")
(Path(__file__).parent / "fault_codes.md").write_text(fault_page(), encoding="utf-8")

write_notebooks()
write_api_pages()
write_made_pages()

project = "social-balance"
author = "social_balance contributors"
project_copyright = "social_balance contributors"
release = version = installed_version("social-balance")

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
]
root_doc = "index"
source_suffix = {".md": "myst-nb", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_extra", "jupyter_execute", "notebooks/*.md", "notebooks/executed"]
html_extra_path = ["_extra"]

html_theme = "furo"
html_title = "social-balance"
html_show_sourcelink = False
html_show_copyright = False

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # numpydoc's type line says the unit as well
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_execution_in_temp = True
# What needs Java is run by `nox -s notebooks`, and here shown without output rather than pretended.
nb_execution_excludepatterns = ["notebooks/*/09_*"]
nb_merge_streams = True
# A notebook that is not run tells no language of its cells; the warning would stop the build.
suppress_warnings = ["myst-nb.lexer"]


def escape_star(app, what, name, obj, options, lines):
    """Show ``(measure, *by)`` as it is written; reStructuredText would begin emphasis at the star."""
    lines[:] = [line.replace("*by", r"\*by") for line in lines]


def setup(app):
    app.connect("autodoc-process-docstring", escape_star, priority=600)  # after numpydoc
