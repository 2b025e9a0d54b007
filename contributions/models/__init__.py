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
from .voluntary import (
    Incentive,
    IncentiveRun,
    IncentiveState,
    SaraanEnrolment,
    VoluntaryContribution,
    VoluntaryState,
)
from .watch import EmployerAnswer, Finding, MonthFinding, MonthReport, ReportOutcome, ReportState

__all__ = [
    "BalanceConsent",
    "Contribution",
    "Employer",
    "EmployerAnswer",
    "EmployerRole",
    "EmployerUser",
    "Employment",
    "FileChunk",
    "Finding",
    "Incentive",
    "IncentiveRun",
    "IncentiveState",
    "LookUp",
    "MonthFinding",
    "MonthReport",
    "Purpose",
    "Remittance",
    "RemittanceKind",
    "RemittancePart",
    "RemittanceState",
    "ReportOutcome",
    "ReportState",
    "RowError",
    "SaraanEnrolment",
    "VoluntaryContribution",
    "VoluntaryState",
]
