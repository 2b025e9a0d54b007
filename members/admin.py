"""Staff may look, unlock a login with a reason, switch one off, and nothing else.

Looking at a member's record is itself recorded, and the member sees it. No number of a person
stands in an address: the search by number is a POST.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from members import desk
from members.alarm_admin import SignInAlarmAdmin
from members.audit import actions
from members.audit import services as audit
from members.audit.models import AuditEvent
from members.console import LooksAreKept, ReadOnlyAdmin
from members.contact_admin import ProfileChangeAdmin
from members.models import BankAccount, Member, User
from members.parameter_admin import DatedParameterAdmin
from members.report_admin import SecurityReportAdmin
from members.rules import banks, identity, masking
from members.services import second_factor, sign_in

# A subject of its own; named here because the console finds the app's admin module only.
__all__ = ["DatedParameterAdmin", "ProfileChangeAdmin", "SecurityReportAdmin", "SignInAlarmAdmin"]


class NumberForm(forms.Form):
    """A member number or an identity number, sent by POST."""

    number = forms.CharField(label=_("KWSP No. or IC No."), max_length=20)

    def clean_number(self) -> str:
        try:
            return identity.normalise_id(self.cleaned_data["number"])
        except identity.NotAnIdentityNumber as error:
            raise forms.ValidationError(_("Enter the whole number")) from error


@admin.register(Member)
class MemberAdmin(LooksAreKept, ReadOnlyAdmin):
    list_display = ("name", "masked_member_no", "citizenship", "scheme", "joined_on")
    list_filter = ("citizenship", "scheme", "state_code")
    search_fields = ("name",)
    search_help_text = _("Name. To search by number, use the form above the list.")
    ordering = ("name",)
    list_per_page = 50
    change_list_template = "members/admin/member_list.html"
    change_form_template = "members/admin/member_record.html"

    @admin.display(description=_("member number"))
    def masked_member_no(self, member: Member) -> str:
        return masking.number(member.member_no)

    def get_urls(self) -> list[URLPattern]:
        found = path(
            "by-number/", self.admin_site.admin_view(self.by_number), name="members_by_number"
        )
        new = path(
            "<int:pk>/activation/",
            self.admin_site.admin_view(partial(desk.issue, site=self.admin_site)),
            name="members_member_activation",
        )
        return [found, new, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"number_form": NumberForm(), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Member], search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        if any(character.isdigit() for character in search_term):
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def by_number(self, request: HttpRequest) -> HttpResponse:
        """POST a whole number; leads to the record, or back to the list with a message."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = NumberForm(request.POST or None)
        if form.is_valid():
            number = form.cleaned_data["number"]
            member = Member.objects.filter(Q(member_no=number) | Q(ic_no=number)).first()
            if member is not None:
                return HttpResponseRedirect(
                    reverse("admin:members_member_change", args=[member.pk])
                )
        messages.warning(request, gettext("No member has this number."))
        return HttpResponseRedirect(reverse("admin:members_member_changelist"))

    def member_of(self, obj: Member) -> int | None:
        return obj.pk


@admin.register(BankAccount)
class BankAccountAdmin(LooksAreKept, ReadOnlyAdmin):
    list_display = ("member", "bank", "last_four", "status", "added_at", "removed_at")
    list_filter = ("status", "bank_code")
    list_select_related = ("member",)
    ordering = ("-added_at",)
    fields = ("member", "bank", "holder_name", "last_four", "status", "added_at", "removed_at")

    @admin.display(description=_("bank"))
    def bank(self, account: BankAccount) -> str:
        return banks.bank_name(account.bank_code)


class UnlockForm(forms.Form):
    """Why a login is unlocked before its time."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("How you made sure who asked. It is kept in the audit trail."),
        max_length=200,
        widget=forms.TextInput({"class": "vTextField"}),
    )


@admin.register(User)
class UserAdmin(LooksAreKept, admin.ModelAdmin):  # type: ignore[type-arg]
    """Logins. Nobody sets a password; only a superuser switches a login off or moves groups."""

    list_display = ("display_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active", "groups")
    search_fields = ("display_name",)
    search_help_text = _("Name")
    ordering = ("display_name",)
    list_per_page = 50
    actions = None
    filter_horizontal = ("groups",)
    change_form_template = "members/admin/user_form.html"
    fields = (
        "login_id",
        "role",
        "display_name",
        "member",
        "masked_email",
        "masked_phone",
        "language",
        "is_active",
        "groups",
        "lock",
        "last_login",
        "created_at",
    )

    def member_of(self, obj: User) -> int | None:
        return obj.own_member_id

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and obj != request.user  # type: ignore[union-attr]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        open_fields = {"is_active"}
        if obj is not None and obj.is_staff:
            open_fields.add("groups")
        return tuple(name for name in self.fields if name not in open_fields)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        if sum(character.isdigit() for character in search_term) >= 6:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("e-mail"))
    def masked_email(self, user: User) -> str:
        return masking.email(user.email) if user.email else ""

    @admin.display(description=_("mobile phone"))
    def masked_phone(self, user: User) -> str:
        return masking.number(user.phone)

    @admin.display(description=_("locked until"))
    def lock(self, user: User) -> str:
        until = sign_in.locked_until(user, at=timezone.now())
        return timezone.localtime(until).strftime("%d/%m/%Y %H:%M") if until else "–"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            "staff.changed_user",
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            member_id=obj.own_member_id,
            entity="user",
            entity_id=str(obj.pk),
            detail={"fields": sorted(form.changed_data)},
            **audit.origin(request),
        )

    def get_urls(self) -> list[URLPattern]:
        found = path(
            "<int:pk>/unlock/", self.admin_site.admin_view(self.unlock), name="members_user_unlock"
        )
        lost = path(
            "<int:pk>/device/",
            self.admin_site.admin_view(self.remove_device),
            name="members_user_device",
        )
        return [found, lost, *super().get_urls()]

    def remove_device(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then take a lost device of the second step away."""
        if not request.user.has_perm("members.unlock_staff"):
            raise PermissionDenied
        user = get_object_or_404(User, pk=pk, is_staff=True)
        if user == request.user:
            raise PermissionDenied
        form = UnlockForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            found = second_factor.remove(
                user=user,
                reason=form.cleaned_data["reason"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            text = gettext("The device is removed.") if found else gettext("There was no device.")
            messages.success(request, text)
            return HttpResponseRedirect(reverse("admin:members_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Remove the device of the second step"),
            "form": form,
            "login": user,
            "removes_device": True,
        }
        return render(request, "members/admin/unlock.html", context)

    def unlock(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then forget the wrong tries."""
        if not request.user.has_perm("members.unlock_user"):
            raise PermissionDenied
        user = get_object_or_404(User, pk=pk)
        colleague = user.is_staff and not request.user.has_perm("members.unlock_staff")
        if colleague or user == request.user:
            raise PermissionDenied
        form = UnlockForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            found = sign_in.unlock(
                user=user,
                reason=form.cleaned_data["reason"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            text = gettext("The login is unlocked.") if found else gettext("It was not locked.")
            messages.success(request, text)
            return HttpResponseRedirect(reverse("admin:members_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Unlock a login"),
            "form": form,
            "login": user,
        }
        return render(request, "members/admin/unlock.html", context)


class ActionFilter(admin.SimpleListFilter):
    """By declared action: the table is not asked which ones occur."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        language = get_language()
        return [(code, actions.words(code, {}, language)) for code in sorted(actions.ACTIONS)]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent]
    ) -> QuerySet[AuditEvent]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "words", "actor_label", "actor_role", "entity", "entity_id", "address")
    list_filter = (ActionFilter, "actor_role", "at")
    search_fields = ("actor_label", "entity_id")
    search_help_text = _("Actor's name, or the reference of a record")
    ordering = ("-at", "-pk")
    list_per_page = 50
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "member_id" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("action"))
    def words(self, event: AuditEvent) -> str:
        return actions.words(event.action, event.detail, get_language())
