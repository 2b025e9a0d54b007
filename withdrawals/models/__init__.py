from .answer import Answer
from .application import Application
from .bank import BankEntry, BankMessage, BankStatement, MatchState, MessageState, Problem
from .counter_paper import CounterPaper
from .declaration import Declaration
from .document import Document, FileKind, StoredFile
from .document_request import Closed, DocumentRequest
from .intake import Adapter, GoodFor, IdentityStep, IdentityUse, IdentityWay, Intake
from .payout import AttemptState, BatchState, PayoutAttempt, PayoutBatch, Rail
from .plan import EndingWords, PaymentPlan, PlanPeriod, RhythmWords
from .remedy import Act, Remedy, RemedyState
from .restriction import Relation, Relative, Restriction, RestrictionKind
from .review import Outcome, Overdue, SecondLook, Undo
from .sandbox_bank import SandboxBankAccount, SandboxBankFile, SandboxBankPayment
from .share import Share
from .share_account import ShareAccount
from .transition import Transition

__all__ = [
    "Act",
    "Adapter",
    "Answer",
    "Application",
    "AttemptState",
    "BankEntry",
    "BankMessage",
    "BankStatement",
    "BatchState",
    "Closed",
    "CounterPaper",
    "Declaration",
    "Document",
    "DocumentRequest",
    "EndingWords",
    "FileKind",
    "GoodFor",
    "IdentityStep",
    "IdentityUse",
    "IdentityWay",
    "Intake",
    "MatchState",
    "MessageState",
    "Outcome",
    "Overdue",
    "PaymentPlan",
    "PayoutAttempt",
    "PayoutBatch",
    "PlanPeriod",
    "Problem",
    "Rail",
    "Relation",
    "Relative",
    "Remedy",
    "RemedyState",
    "Restriction",
    "RestrictionKind",
    "RhythmWords",
    "SandboxBankAccount",
    "SandboxBankFile",
    "SandboxBankPayment",
    "SecondLook",
    "Share",
    "ShareAccount",
    "StoredFile",
    "Transition",
    "Undo",
]
