"""Sweeps over the whole house: routes, templates, migrations, settings, contracts, budgets, reasons."""
