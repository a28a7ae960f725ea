"""How accounts behave here, kept apart from the settings for its length."""

# Wrong log-ins are counted by accounts.services.signing_in, per account and address;
# "login_failed" is what guards the codes of the second factor.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/15m/key",
    "signup": "1000/15m/ip",
    "reset_password": "200/15m/ip",
    "reset_password_from_key": "200/15m/ip",
    "change_password": "10/15m/user",
    "change_phone": "10/15m/user",
    "reauthenticate": "10/15m/user",
    "manage_email": "20/15m/user",
    "verify_phone": "1/30s/key,200/15m/ip",
}
ACCOUNT_FORMS = {
    "login": "accounts.entrance.LoginForm",
    "signup": "accounts.entrance.SignupForm",
    "add_email": "accounts.plain_forms.AddEmailForm",
    "change_password": "accounts.plain_forms.ChangePasswordForm",
    "change_phone": "accounts.plain_forms.ChangePhoneForm",
    "reauthenticate": "accounts.plain_forms.ReauthenticateForm",
    "reset_password_from_key": "accounts.plain_forms.ResetPasswordKeyForm",
    "set_password": "accounts.plain_forms.SetPasswordForm",
    "verify_phone": "accounts.plain_forms.VerifyPhoneForm",
}
MFA_FORMS = {
    "authenticate": "accounts.plain_forms.SecondFactorForm",
    "reauthenticate": "accounts.plain_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.plain_forms.ActivateTotpForm",
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
