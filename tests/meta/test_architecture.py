"""The arrows: imports by import-linter, foreign keys by the model registry, empty packages by eye."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.apps import apps

# Who may point at whom with a foreign key. Everybody may point at themselves.
ALLOWED_TARGETS = {
    "members": {"auth", "contenttypes"},
    "ledger": {"members"},
    "work": set(),
    "audit": set(),
    "tac": {"members"},
    "sandbox": {"members"},
    "contributions": {"members", "ledger"},
    "withdrawals": {"members", "ledger"},
    "statements": {"members", "ledger"},
    "portal": {"members", "contributions", "withdrawals", "statements"},
}


def test_imports_follow_the_arrows(project: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_foreign_keys_follow_the_arrows() -> None:
    wrong = []
    for label, allowed in ALLOWED_TARGETS.items():
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                if not field.is_relation or field.auto_created or field.related_model is None:
                    continue
                target = field.related_model._meta.app_label
                if target != label and target not in allowed:
                    wrong.append(f"{model._meta.label}.{field.name} -> {target}")
    assert not wrong, "\n".join(wrong)


def test_every_app_of_ours_has_its_arrows_declared() -> None:
    ours = {
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0]
        in {"portal", "members", "contributions", "withdrawals", "statements"}
    }
    assert ours == set(ALLOWED_TARGETS)


def test_packages_that_the_rules_pass_through_stay_empty(project: Path) -> None:
    """The law of the sibling apps uses members.ledger.money; an import here would bring Django."""
    for name in ("members/__init__.py", "members/ledger/__init__.py"):
        assert (project / name).read_text().strip() == "", f"{name} must stay empty"


def test_every_module_opens_with_its_invariant(project: Path) -> None:
    import ast

    silent = []
    for package in ("portal", "members", "contributions", "withdrawals", "statements"):
        for path in (project / package).rglob("*.py"):
            if "migrations" in path.parts or path.name == "__init__.py" or path.name == "apps.py":
                continue
            if ast.get_docstring(ast.parse(path.read_text())) is None:
                silent.append(str(path.relative_to(project)))
    assert not silent, "\n".join(silent)
