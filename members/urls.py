"""Addresses of the way in and of the member's own record. No address holds a number of a person."""

from django.urls import path, re_path

from .views import (
    activity,
    freezing,
    open_sessions,
    passwords,
    picture_code,
    profile,
    recognition,
    recovery,
    second_factor,
    sign_in,
)

app_name = "members"
urlpatterns = [
    path("sign-in/", sign_in.start, name="sign_in"),
    path("sign-in/password/", sign_in.password, name="password"),
    re_path(r"^sign-in/code/(?P<key>[0-9a-f]{40})\.png$", picture_code.image, name="code_image"),
    re_path(r"^sign-in/code/(?P<key>[0-9a-f]{40})\.wav$", picture_code.voice, name="code_voice"),
    path("sign-in/phone/", recovery.sign_in_by_phone, name="sign_in_by_phone"),
    path("code/", recovery.code, name="door_code"),
    path("code/again/", recovery.code_again, name="door_code_again"),
    path("forgot-password/", recovery.forgotten_password, name="forgotten_password"),
    path("forgot-password/sent/", recovery.reset_sent, name="reset_sent"),
    path("forgot-password/phone/", recovery.by_phone, name="forgotten_by_phone"),
    re_path(
        r"^forgot-password/link/(?P<token>[A-Za-z0-9_-]{43})/$",
        recovery.reset_link,
        name="reset_link",
    ),
    path("forgot-password/new/", recovery.reset_password, name="reset_password"),
    path("forgot-password/done/", recovery.reset_done, name="reset_done"),
    path("forgot-number/", recovery.forgotten_number, name="forgotten_number"),
    path("forgot-number/sent/", recovery.number_sent, name="number_sent"),
    path("lock-account/", freezing.lock, name="lock_account"),
    path("account-locked/", freezing.locked, name="account_locked"),
    path("sign-out/", sign_in.end, name="sign_out"),
    path("signed-out/", sign_in.ended, name="signed_out"),
    path("session-ended/", sign_in.session_ended, name="session_ended"),
    path("second-factor/", second_factor.verify, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up, name="second_factor_set_up"),
    path("profile/", profile.show, name="profile"),
    path("profile/language/", profile.language, name="language"),
    path("profile/security-picture/", recognition.choose, name="security_picture"),
    path("profile/sessions/", open_sessions.listing, name="sessions"),
    path("profile/sessions/<int:pk>/end/", open_sessions.end, name="session_end"),
    path("profile/sessions/end-others/", open_sessions.end_others, name="sessions_end_others"),
    path("profile/password/", passwords.change, name="password_change"),
    path("profile/bank-accounts/add/", profile.add_bank_account, name="bank_account_add"),
    path(
        "profile/bank-accounts/<int:pk>/remove/",
        profile.remove_bank_account,
        name="bank_account_remove",
    ),
    path("activity/", activity.activity, name="activity"),
]
