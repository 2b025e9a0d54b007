from .consent import BalanceConsent, LookUp, Purpose
from .contribution import Contribution
from .employer import Employer, EmployerRole, EmployerUser, Employment
from .remittance import (
    FileChunk,
    Remittance,
    RemittanceKind,
    RemittancePart,
    RemittanceState,
    RowError,
)

__all__ = [
    "BalanceConsent",
    "Contribution",
    "Employer",
    "EmployerRole",
    "EmployerUser",
    "Employment",
    "FileChunk",
    "LookUp",
    "Purpose",
    "Remittance",
    "RemittanceKind",
    "RemittancePart",
    "RemittanceState",
    "RowError",
]
