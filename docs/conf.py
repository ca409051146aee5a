"""Sphinx settings: plain Markdown, nothing loaded from elsewhere."""

project = "Broadsheet"
author = "The Broadsheet authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Broadsheet"
myst_heading_anchors = 3
exclude_patterns = ["_build"]
