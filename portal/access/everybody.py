"""Rows for pages that ask for nobody's name, the ways in and out, and one's own log-in."""

from __future__ import annotations

from portal.access.action import Action, Whose, read, verb
from portal.access.roles import CONSOLE, EVERYBODY, MEMBER, SIGNED_IN, WHOLLY_IN, Who

ROWS: tuple[Action, ...] = (
    # ── for everybody ───────────────────────────────────────────────────────────────────────────
    read("see the first page", "portal:home", by=EVERYBODY - {Who.FORMER}),
    read(
        "read about the fund",
        "portal:help",
        "portal:security",
        "portal:accessibility",
        "portal:privacy",
        "portal:disclaimer",
        "portal:terms",
        by=EVERYBODY,
    ),
    verb("choose the language of pages", "portal:set_language", by=EVERYBODY),
    verb("apply to be an employer", "contributions:registration", by=EVERYBODY),
    read("be told that it was received", "contributions:registration_received", by=EVERYBODY),
    verb("calculate a contribution", "contributions:calculator", by=EVERYBODY),
    read("say whether the service is well", "health_live", "health_ready", by=EVERYBODY),
    read("read the sandbox's messages", "sandbox:messages", by=EVERYBODY),
    read("be measured", "bench_bare", by=EVERYBODY),
    # ── in and out ──────────────────────────────────────────────────────────────────────────────
    verb(
        "log in",
        "members:sign_in",
        "members:password",
        "members:sign_in_by_phone",
        "members:door_code",
        "members:door_code_again",
        by=EVERYBODY,
    ),
    read("see or hear the picture code", "members:code_image", "members:code_voice", by=EVERYBODY),
    verb(
        "find the way back in",
        "members:forgotten_password",
        "members:forgotten_by_phone",
        "members:forgotten_number",
        "members:reset_link",
        "members:reset_password",
        by=EVERYBODY,
    ),
    read(
        "be told what comes next",
        "members:reset_sent",
        "members:reset_done",
        "members:number_sent",
        "members:signed_out",
        "members:session_ended",
        "members:account_locked",
        by=EVERYBODY,
    ),
    verb(
        "activate an i-Akaun",
        "members:activate",
        "members:activate_terms",
        "members:activate_login",
        "members:activate_sign",
        "members:activate_phone",
        by=EVERYBODY,
    ),
    verb("lock one's own account", "members:lock_account", by=EVERYBODY, whose=Whose.OWN),
    verb("log out", "members:sign_out", by=SIGNED_IN),
    verb("go on with the session", "portal:extend_session", by=SIGNED_IN),
    verb(
        "do the second step of the log-in",
        "members:second_factor",
        "members:second_factor_set_up",
        "members:second_factor_passkey",
        "members:second_factor_recovery",
        by=CONSOLE | {Who.HALF_WAY},
        whose=Whose.OWN,
    ),
    # ── one's own log-in ────────────────────────────────────────────────────────────────────────
    verb("make recovery codes", "members:second_factor_codes", by=CONSOLE, whose=Whose.OWN),
    verb("change the password", "members:password_change", by=WHOLLY_IN, whose=Whose.OWN),
    verb(
        "end one's sessions",
        "members:sessions",
        "members:session_end",
        "members:sessions_end_others",
        by=WHOLLY_IN,
        whose=Whose.OWN,
    ),
    verb("choose the security picture", "members:security_picture", by=WHOLLY_IN, whose=Whose.OWN),
    # Half way too: the first second step may be a passkey. Who has one proves it first (the pages see to it).
    verb(
        "keep one's passkeys",
        "members:passkeys",
        "members:passkey_add",
        "members:passkey_make",
        "members:passkey_remove",
        by=MEMBER | CONSOLE | {Who.HALF_WAY},
        whose=Whose.OWN,
    ),
)
