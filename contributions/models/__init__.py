from .bill import Allocation, Bill, BillKind, BillLine, BillState, LateAssessment, Owes
from .consent import BalanceConsent, LookUp, Purpose
from .contribution import Contribution
from .employer import Employer, EmployerRole, EmployerUser, Employment, PaysBy
from .form_draft import FormDraft, FormRow, NothingDue, ZeroLine
from .receipt import (
    CollectionEntry,
    CollectionMessage,
    CollectionProblem,
    CollectionState,
    CollectionStatement,
    Receipt,
)
from .remittance import (
    FileChunk,
    Remittance,
    RemittanceKind,
    RemittancePart,
    RemittanceState,
    RowError,
)
from .sandbox_collection import SandboxCollectionAccount, SandboxCollectionFile, SandboxDeposit
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
    "Allocation",
    "BalanceConsent",
    "Bill",
    "BillKind",
    "BillLine",
    "BillState",
    "CollectionEntry",
    "CollectionMessage",
    "CollectionProblem",
    "CollectionState",
    "CollectionStatement",
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
    "LateAssessment",
    "LookUp",
    "MonthFinding",
    "MonthReport",
    "NothingDue",
    "Owes",
    "PaysBy",
    "Purpose",
    "Receipt",
    "Remittance",
    "RemittanceKind",
    "RemittancePart",
    "RemittanceState",
    "ReportOutcome",
    "ReportState",
    "RowError",
    "SandboxCollectionAccount",
    "SandboxCollectionFile",
    "SandboxDeposit",
    "SaraanEnrolment",
    "VoluntaryContribution",
    "VoluntaryState",
    "ZeroLine",
]
