from .bank_account import BankAccount, BankAccountStatus
from .member import Citizenship, Member, Scheme
from .user import Role, User

__all__ = ["BankAccount", "BankAccountStatus", "Citizenship", "Member", "Role", "Scheme", "User"]
