from .consent import BalanceConsent, LookUp, Purpose
from .contribution import Contribution
from .employer import Employer, EmployerRole, EmployerUser, Employment
from .form_draft import FormDraft, FormRow, NothingDue, ZeroLine
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
    "FormDraft",
    "FormRow",
    "Incentive",
    "IncentiveRun",
    "IncentiveState",
    "LookUp",
    "MonthFinding",
    "MonthReport",
    "NothingDue",
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
    "ZeroLine",
]
