"""The fund's accounts and the doors to its banks. Which bank it is says where we run, not law."""

from __future__ import annotations

from portal import env

# Who stands in the payment file, and where the money comes from: one account for each book, since
# Shariah savings are never paid out of the conventional account.
PAYOUT_DEBTOR_NAME = env.text("PAYOUT_DEBTOR_NAME", "Teduh Provident Fund (demonstration)")
PAYOUT_BANK_BIC = env.text("PAYOUT_BANK_BIC", "MBBEMYKL")
PAYOUT_ACCOUNTS: dict[str, str] = {
    "KONV": env.text("PAYOUT_ACCOUNT_KONV", "514000000011"),
    "SHARIAH": env.text("PAYOUT_ACCOUNT_SHARIAH", "564000000012"),
}
# The number of the first statement we take of each account: everything after must follow on it.
PAYOUT_FIRST_STATEMENT = env.number("PAYOUT_FIRST_STATEMENT", 1)

# A real bank's host-to-host folders (withdrawals.gateways.directory_bank.DirectoryBank).
BANK_FOLDER = env.text("BANK_FOLDER", "")

# The sandbox bank states its account as soon as it has paid, so that a person can watch; with
# NEXT_DAY it waits for the next business date, as banks do.
SANDBOX_BANK_STATEMENT = env.text("SANDBOX_BANK_STATEMENT", "AT_ONCE")
SANDBOX_BANK_OPENING_SEN = env.number("SANDBOX_BANK_OPENING_SEN", 50_000_000_000)

# Where employers pay: one account, in the conventional book. What belongs to the Shariah book crosses
# in the books of both.
COLLECTION_BANK_BIC = env.text("COLLECTION_BANK_BIC", "MBBEMYKL")
COLLECTION_ACCOUNT = env.text("COLLECTION_ACCOUNT", "514000000028")
COLLECTION_ACCOUNT_NAME = env.text(
    "COLLECTION_ACCOUNT_NAME", "Teduh Provident Fund (demonstration)"
)
# A real bank's host-to-host folders (contributions.gateways.collection_folder.CollectionFolder).
COLLECTION_FOLDER = env.text("COLLECTION_FOLDER", "")
