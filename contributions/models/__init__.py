from .bill import Allocation, Bill, BillKind, BillLine, BillState, LateAssessment, Owes
from .consent import BalanceConsent, LookUp, Purpose
from .contribution import Contribution
from .ctml import CtmlLine, CtmlReason
from .employer import Branch, Employer, EmployerRole, EmployerUser, Employment, PaysBy
from .form_draft import FormDraft, FormRow, NothingDue, ZeroLine
from .new_employee import NewEmployee, NewOutcome
from .receipt import (
    CollectionEntry,
    CollectionMessage,
    CollectionProblem,
    CollectionState,
    CollectionStatement,
    Receipt,
)
from .registration import EmployerRegistration, RegistrationState
from .remittance import (
    FileChunk,
    MadeAs,
    PartSum,
    Remittance,
    RemittanceKind,
    RemittancePart,
    RemittanceState,
    RowError,
)
from .sandbox_collection import SandboxCollectionAccount, SandboxCollectionFile, SandboxDeposit
from .schedule_check import Against, ElectedExcess, Excess, ScheduleDifference, Shortfall
from .voluntary import (
    Incentive,
    IncentiveRun,
    IncentiveState,
    SaraanEnrolment,
    VoluntaryContribution,
    VoluntaryState,
)
from .waiver import Waiver, WaiverState
from .watch import (
    EmployerAnswer,
    Finding,
    MonthFinding,
    MonthReport,
    Payslip,
    ReportOutcome,
    ReportState,
)

__all__ = [
    "Against",
    "Allocation",
    "BalanceConsent",
    "Bill",
    "BillKind",
    "BillLine",
    "BillState",
    "Branch",
    "CollectionEntry",
    "CollectionMessage",
    "CollectionProblem",
    "CollectionState",
    "CollectionStatement",
    "Contribution",
    "CtmlLine",
    "CtmlReason",
    "ElectedExcess",
    "Employer",
    "EmployerAnswer",
    "EmployerRegistration",
    "EmployerRole",
    "EmployerUser",
    "Employment",
    "Excess",
    "FileChunk",
    "Finding",
    "FormDraft",
    "FormRow",
    "Incentive",
    "IncentiveRun",
    "IncentiveState",
    "LateAssessment",
    "LookUp",
    "MadeAs",
    "MonthFinding",
    "MonthReport",
    "NewEmployee",
    "NewOutcome",
    "NothingDue",
    "Owes",
    "PartSum",
    "PaysBy",
    "Payslip",
    "Purpose",
    "Receipt",
    "RegistrationState",
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
    "ScheduleDifference",
    "Shortfall",
    "VoluntaryContribution",
    "VoluntaryState",
    "Waiver",
    "WaiverState",
    "ZeroLine",
]
