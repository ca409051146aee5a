"""What all tests share: a data folder of their own, set before Django reads its settings."""

from __future__ import annotations

import os
import tempfile

os.environ["BROADSHEET_DATA_DIR"] = tempfile.mkdtemp(prefix="broadsheet-tests-")
