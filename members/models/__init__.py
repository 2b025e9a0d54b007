"""People, their logins, their bank accounts, and the count of wrong tries to sign in."""

from .activation import Activation
from .bank_account import BankAccount, BankAccountStatus
from .dated_parameter import ChangeState, DatedParameter
from .member import Citizenship, Member, Scheme
from .notice import Notice
from .open_session import OpenSession
from .profile_change import ChangeKind, ChangeWay, ProfileChange
from .recovery import CoolingOff, CoolingOffReason, PasswordReset, ResetWay
from .report import ReportState, SecurityReport
from .second_factor import AuthenticatorApp, RecoveryCode, RecoverySheet
from .sign_in_counter import CounterKind, SignInCounter
from .user import Role, User

__all__ = [
    "Activation",
    "AuthenticatorApp",
    "BankAccount",
    "BankAccountStatus",
    "ChangeKind",
    "ChangeState",
    "ChangeWay",
    "Citizenship",
    "CoolingOff",
    "CoolingOffReason",
    "CounterKind",
    "DatedParameter",
    "Member",
    "Notice",
    "OpenSession",
    "PasswordReset",
    "ProfileChange",
    "RecoveryCode",
    "RecoverySheet",
    "ReportState",
    "ResetWay",
    "Role",
    "Scheme",
    "SecurityReport",
    "SignInCounter",
    "User",
]
