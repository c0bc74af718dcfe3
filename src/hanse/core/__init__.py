"""What every app stands on: ids, money, time, jobs, predicates, registries, errors. It knows no app."""
