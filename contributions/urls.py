"""Money in: a member's own months and consents, and an employer's files, employees and look-ups."""

from __future__ import annotations

from django.urls import path

from contributions.views import (
    bills,
    calculator,
    company,
    form,
    look_ups,
    mine,
    month_reports,
    new_employees,
    people,
    refunds,
    registration,
    remittances,
    set_aside,
    split,
    voluntary,
)

app_name = "contributions"

urlpatterns = [
    path("contributions/", mine.mine, name="mine"),
    path("calculator/", calculator.calculator, name="calculator"),
    path(
        "contributions/report/<int:employer_id>/<str:month>/",
        month_reports.report,
        name="report_month",
    ),
    path("employer/reports/", month_reports.listing, name="reports"),
    path("employer/reports/<str:reference>/", month_reports.answer, name="report_answer"),
    path("contributions/voluntary/", voluntary.overview, name="voluntary"),
    path("contributions/voluntary/i-saraan/join/", voluntary.join, name="saraan_join"),
    path("contributions/voluntary/i-saraan/leave/", voluntary.leave, name="saraan_leave"),
    path("contributions/voluntary/<str:reference>/", voluntary.pay, name="voluntary_pay"),
    path(
        "contributions/voluntary/<str:reference>/cancel/", voluntary.cancel, name="voluntary_cancel"
    ),
    path("contributions/consents/", mine.listing, name="consents"),
    path("contributions/consents/<int:pk>/", mine.answer, name="consent_answer"),
    path("contributions/consents/<int:pk>/withdraw/", mine.withdraw, name="consent_withdraw"),
    path("employer/contributions/", remittances.listing, name="remittances"),
    path("employer/contributions/upload/", remittances.upload, name="upload"),
    path("employer/contributions/form/", form.start, name="form_start"),
    path("employer/contributions/form/<int:pk>/", form.fill, name="form"),
    path("employer/contributions/form/<int:pk>/add/", form.add, name="form_add"),
    path("employer/contributions/form/<int:pk>/discard/", form.discard, name="form_discard"),
    path("employer/contributions/<str:reference>/", remittances.detail, name="remittance"),
    path(
        "employer/contributions/<str:reference>/submit/",
        remittances.submit_remittance,
        name="remittance_submit",
    ),
    path(
        "employer/contributions/<str:reference>/cancel/",
        remittances.cancel_remittance,
        name="remittance_cancel",
    ),
    path(
        "employer/contributions/<str:reference>/errors.csv",
        remittances.errors_csv,
        name="remittance_errors",
    ),
    path(
        "employer/contributions/<str:reference>/set-aside/",
        set_aside.set_aside,
        name="remittance_set_aside",
    ),
    path("employer/set-aside/", set_aside.listing, name="set_aside"),
    path("employer/set-aside/<int:pk>/", set_aside.whose, name="set_aside_line"),
    path("employer/bills/", bills.listing, name="bills"),
    path("employer/bills/payments/", bills.receipts, name="bill_receipts"),
    path("employer/refunds/", refunds.listing, name="refunds"),
    path("employer/refunds/ask/", refunds.ask, name="refund_ask"),
    path("employer/refunds/<str:reference>/", refunds.detail, name="refund"),
    path("employer/refunds/<str:reference>/cancel/", refunds.cancel, name="refund_cancel"),
    path("employer/bills/<str:bill_no>/", bills.detail, name="bill"),
    path("employer/bills/<str:bill_no>/pay/", bills.pay, name="bill_pay"),
    path(
        "employer/contributions/<str:reference>/third-schedule.csv",
        remittances.differences_csv,
        name="remittance_schedule",
    ),
    path(
        "employer/contributions/<str:reference>/good-rows/", split.good_rows, name="remit_good_rows"
    ),
    path("employer/contributions/<str:reference>/repair/", split.repair, name="remit_repair"),
    path(
        "employer/contributions/<str:reference>/bad-rows.csv",
        split.bad_rows_csv,
        name="remit_bad_rows",
    ),
    path(
        "employer/contributions/<str:reference>/send-back/",
        remittances.send_back,
        name="remittance_send_back",
    ),
    path(
        "employer/contributions/<str:reference>/register/",
        new_employees.register,
        name="remit_register",
    ),
    path("employer/register/", registration.apply, name="registration"),
    path("employer/register/received/", registration.received, name="registration_received"),
    path("employer/company/", company.overview, name="company"),
    path("employer/company/contacts/", company.change, name="company_change"),
    path("employer/company/branches/add/", company.add_branch, name="branch_add"),
    path("employer/company/branches/<int:pk>/", company.change_branch, name="branch"),
    path("employer/company/branches/<int:pk>/close/", company.close_branch, name="branch_close"),
    path("employer/company/close/", company.close, name="company_close"),
    path("employer/employees/<int:pk>/branch/", company.place, name="place"),
    path("employer/users/", people.listing, name="people"),
    path("employer/users/add/", people.add, name="people_add"),
    path("employer/users/two/", people.two, name="people_two"),
    path("employer/users/<int:pk>/", people.change, name="people_change"),
    path("employer/users/<int:pk>/end/", people.end, name="people_end"),
    path("employer/look-up/", look_ups.ask, name="lookup"),
    path("employer/look-up/log/", look_ups.log, name="lookup_log"),
    path("employer/employees/", look_ups.employees, name="employees"),
    path("employer/employees/employees.csv", look_ups.employees_csv, name="employees_csv"),
    path("employer/guide/", look_ups.guide, name="guide"),
]
