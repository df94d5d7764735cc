"""The score runs where nothing but numpy and scipy is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Hides every distribution but the two, whatever the environment has.
ALONE = """
import importlib.metadata, json, sys
from importlib.abc import MetaPathFinder

allowed = {"numpy", "scipy"}
hidden = {
    package
    for package, distributions in importlib.metadata.packages_distributions().items()
    if not allowed & {name.lower() for name in distributions}
} - {"tracker"}
hidden |= {"flask", "sqlalchemy", "pandas", "wtforms"}

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)
        return None

for name in [name for name in sys.modules if name.partition(".")[0] in hidden]:
    del sys.modules[name]
sys.meta_path.insert(0, Absent())
sys.path.insert(0, sys.argv[1])

import pkgutil
import tracker.scoring
for module in pkgutil.iter_modules(tracker.scoring.__path__):
    __import__(f"tracker.scoring.{module.name}")
from tracker.scoring import fit
from tracker.scoring.simulate import world

drawn = world(1, scholars=6, mentors=3)
level = fit(drawn.ratings, drawn.outcomes).level
third_party = {
    name.partition(".")[0] for name, module in list(sys.modules.items())
    if "site-packages" in (getattr(module, "__file__", None) or "")
}
print(json.dumps({"levels": level.mean.tolist(), "loaded": sorted(third_party), "hidden": sorted(hidden)}))
"""


def test_importing_every_module_and_fitting_needs_numpy_and_scipy_only():
    run = subprocess.run(
        [sys.executable, "-I", "-c", ALONE, str(ROOT)], capture_output=True, text=True, check=True
    )
    said = json.loads(run.stdout)
    assert len(said["levels"]) == 6
    assert all(1 < level < 5 for level in said["levels"])
    assert {"flask", "sqlalchemy", "pandas", "hypothesis", "pytest"} <= set(said["hidden"])
    assert not set(said["loaded"]) & set(said["hidden"])
    assert {"numpy", "scipy"} <= set(said["loaded"])
