"""Who people are: keys for what is kept secret, the picture code, the doors to phone and bank."""

from __future__ import annotations

import base64
import hashlib
import shutil
from urllib.parse import urlsplit

from portal import env


def _derived(use: str) -> bytes:
    return hashlib.sha256(f"{use}:{env.text('SECRET_KEY')}".encode()).digest()


# Fernet keys for bank account numbers: the first encrypts, all decrypt. Without the setting one is
# derived from SECRET_KEY, which then may never change.
FIELD_KEYS = env.words("FIELD_KEYS") or [base64.urlsafe_b64encode(_derived("field")).decode()]
# Makes equal values findable without showing them. Must stay the same while digests are kept.
DIGEST_KEY = env.text("DIGEST_KEY", _derived("digest").hex())

NAME_CHECK = env.text(
    "NAME_CHECK",
    "members.sandbox.name_check.SandboxNameCheck" if env.flag("SANDBOX", False) else "",
)
NAME_CHECK_URL = env.text("NAME_CHECK_URL", "")
NAME_CHECK_TOKEN = env.text("NAME_CHECK_TOKEN", "")
# Says whether a receipt of a face or thumbprint check is a terminal's of ours. Empty: none can be asked.
IDENTITY_TERMINAL = env.text(
    "IDENTITY_TERMINAL",
    "members.sandbox.identity_terminal.SandboxIdentityTerminal"
    if env.flag("SANDBOX", False)
    else "",
)
IDENTITY_TERMINAL_URL = env.text("IDENTITY_TERMINAL_URL", "")
IDENTITY_TERMINAL_TOKEN = env.text("IDENTITY_TERMINAL_TOKEN", "")
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN", "")

# Where links in e-mails lead. Never taken from a request, whose Host anybody may write.
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")

# Passkeys are bound to one name and one origin; a browser knows none for a bare address, so
# http://127.0.0.1 counts as http://localhost. Changing the name makes every passkey useless.
_origin = urlsplit(BASE_URL.replace("//127.0.0.1", "//localhost"))
OTP_WEBAUTHN_RP_ID = _origin.hostname or "localhost"
OTP_WEBAUTHN_RP_NAME = "Teduh"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"{_origin.scheme}://{_origin.netloc}"]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False  # the door has counters of its own
OTP_WEBAUTHN_HELPER_CLASS = "members.gateways.passkeys.Helper"
OTP_WEBAUTHN_TIMEOUT_SECONDS = 5 * 60

# The picture code (django-simple-captcha draws it; members/services/picture_code.py decides).
CAPTCHA_CHALLENGE_FUNCT = "members.rules.picture_code.challenge"
CAPTCHA_TIMEOUT = 5  # minutes
CAPTCHA_FONT_SIZE = 34
CAPTCHA_LETTER_ROTATION = (-28, 28)
CAPTCHA_FOREGROUND_COLOR = "#1a2b4c"
CAPTCHA_BACKGROUND_COLOR = "#ffffff"
CAPTCHA_IMAGE_SIZE = (240, 72)
CAPTCHA_2X_IMAGE = False
# Programs that can say the code aloud; the link is hidden where neither is installed.
ESPEAK_PATH = env.text("ESPEAK_PATH", shutil.which("espeak-ng") or shutil.which("espeak") or "")
FLITE_PATH = env.text("FLITE_PATH", shutil.which("flite") or "")
