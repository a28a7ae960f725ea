"""People, as far as staff may see them, and what the shop still has to tell them."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Address, OutboxMessage, User
from accounts.roles import described, label
from shop.kernel.admin_base import ModelAdmin, ReadOnlyInline, Window
from shop.kernel.admin_shown import moment, tag
from shop.kernel.words import listed

for model in (EmailAddress, Authenticator, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class AddressInline(ReadOnlyInline):
    model = Address
    fields = readonly_fields = ("name", "phone", "city", "detail", "is_default")
    tab = True


class RoleFilter(admin.RelatedFieldListFilter):
    def field_choices(self, *args: Any) -> Any:
        return [(pk, label(str(name))) for pk, name in super().field_choices(*args)]


@admin.register(User)
class UserAdmin(ModelAdmin):
    """Only the owner says who is staff; nobody sees or sets a password here."""

    list_display = ("__str__", "email", "phone", "kind", "date_joined")
    list_filter = ("is_staff", "is_active", ("groups", RoleFilter))
    search_fields = ("email__istartswith", "phone__endswith", "name__icontains")
    search_help_text = gettext_lazy("E-mail, end of the phone, name")
    ordering = ("-date_joined",)
    readonly_fields = (
        "name",
        "email",
        "phone",
        "language",
        "date_joined",
        "last_login",
    )
    filter_horizontal = ()
    inlines = (AddressInline,)
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    ("email", "phone"),
                    "language",
                    ("date_joined", "last_login"),
                ]
            },
        ),
        (
            gettext_lazy("Rights"),
            {"fields": [("is_active", "is_staff", "is_superuser"), "groups"]},
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def formfield_for_manytomany(
        self, db_field: Any, *args: Any, **options: Any
    ) -> Any:
        field = super().formfield_for_manytomany(db_field, *args, **options)
        if field is not None and db_field.name == "groups":
            field.label_from_instance = lambda group: label(group.name)
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody locks themselves out."""
        if obj is not None and obj.pk == request.user.pk:
            return (*self.readonly_fields, "is_active", "is_staff", "is_superuser")
        return self.readonly_fields

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, user: User) -> SafeString:
        if not user.is_active:
            return tag(_("closed"), "bad")
        if user.is_superuser:
            return tag(_("owner"), "brand")
        return tag(_("staff"), "info") if user.is_staff else tag(_("shopper"))


@admin.register(Group)
class RoleAdmin(Window):
    """Roles are a table in `accounts.roles`; here one can read them."""

    list_display = ("role", "holders")
    search_fields = ("name",)
    fields = readonly_fields = ("role", "rights")

    @admin.display(description=gettext_lazy("role"), ordering="name")
    def role(self, group: Group) -> str:
        return label(group.name)

    @admin.display(description=gettext_lazy("staff"))
    def holders(self, group: Group) -> str:
        names = [str(user) for user in group.user_set.filter(is_staff=True)[:20]]
        return listed(names) or "–"

    @admin.display(description=gettext_lazy("rights"))
    def rights(self, group: Group) -> str:
        rows = group.permissions.select_related("content_type").order_by("codename")
        return "\n".join(map(described, rows)) or "–"


@admin.register(Address)
class AddressAdmin(Window):
    list_display = ("name", "phone", "city", "country", "owner")
    list_select_related = ("owner",)
    search_fields = ("name__istartswith", "phone__endswith", "city__istartswith")
    search_help_text = gettext_lazy("Name, end of the phone, city")
    fields = readonly_fields = (
        "owner",
        "name",
        "phone",
        "country",
        "province",
        "city",
        "district",
        "detail",
        "postal_code",
        "is_default",
    )


@admin.register(OutboxMessage)
class OutboxMessageAdmin(Window):
    """What it says may hold a link that opens an account: for the owner only."""

    list_display = ("subject_line", "way", "to", "state", "due")
    list_filter = ("channel", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("key__istartswith", "recipient__istartswith")
    search_help_text = gettext_lazy("Occasion, recipient")
    ordering = ("-pk",)
    readonly_fields = ("subject_line", "way", "to", "state", "due", "tried", "text")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if request.user.is_superuser:
            return self.readonly_fields
        return [name for name in self.readonly_fields if name != "text"]

    @admin.display(description=gettext_lazy("subject"))
    def subject_line(self, message: OutboxMessage) -> str:
        return message.subject or message.key

    @admin.display(description=gettext_lazy("way"), ordering="channel")
    def way(self, message: OutboxMessage) -> str:
        return message.get_channel_display()

    @admin.display(
        description=pgettext_lazy("of a message", "to"), ordering="recipient"
    )
    def to(self, message: OutboxMessage) -> str:
        return message.recipient

    @admin.display(description=gettext_lazy("status"))
    def state(self, message: OutboxMessage) -> SafeString:
        if message.done_at and message.error:
            return tag(_("given up"), "bad")
        if message.done_at:
            return tag(_("sent"), "ok")
        return tag(_("put off") if message.tries else _("waiting"), "warn")

    @admin.display(description=gettext_lazy("due at"), ordering="due_at")
    def due(self, message: OutboxMessage) -> str:
        return moment(message.due_at)

    @admin.display(description=gettext_lazy("tries"))
    def tried(self, message: OutboxMessage) -> str:
        return f"{message.tries} {message.error}".strip()

    @admin.display(description=gettext_lazy("text"))
    def text(self, message: OutboxMessage) -> str:
        return message.body
