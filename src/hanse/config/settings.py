"""Django settings of Hanse; what differs between installations comes from `environment`."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

import structlog
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from hanse.config import environment

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("HANSE_DATA_DIR")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return the configured key, else one that is made on first start and kept beside the database."""
    if given := environment.text("HANSE_SECRET_KEY"):
        return given
    path = DATA_DIR / "secret_key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DEBUG = environment.flag("HANSE_DEBUG")
DEMO = environment.flag("HANSE_DEMO")
ALLOWED_HOSTS = environment.names("HANSE_ALLOWED_HOSTS")
BASE_URL = environment.text("HANSE_BASE_URL").rstrip("/")
MODEL_DIR = Path(environment.text("HANSE_MODEL_DIR") or DATA_DIR / "model")
INDEX_DIR = DATA_DIR / "index"
NUTS_DIR = environment.text("HANSE_NUTS_DIR")
WORKER_THREADS = environment.number("HANSE_WORKER_THREADS")

HANSE_APPS = [
    "hanse.core",
    "hanse.ui",
    "hanse.audit",
    "hanse.notify",
    "hanse.accounts",
    "hanse.taxonomy",
    "hanse.directory",
    "hanse.matching",
    "hanse.portal",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *HANSE_APPS,
]

MIDDLEWARE = [
    "hanse.core.middleware.CleanAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hanse.core.middleware.PrivateAnswerMiddleware",
    "hanse.core.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hanse.config.urls"
WSGI_APPLICATION = "hanse.config.wsgi.application"

_BUILTINS = ["django_cotton.templatetags.cotton", "django.templatetags.i18n", "django.templatetags.static"]
_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The site's own pages stand before allauth's, which it lists earlier among the apps.
        "DIRS": [PACKAGE_DIR / "ui" / "templates", PACKAGE_DIR / "accounts" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hanse.ui.context.site",
            ],
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": _BUILTINS,
        },
    }
]
COTTON_DIR = "components"

DATABASES = {"default": environment.database(environment.text("HANSE_DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:me"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "hanse.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if environment.flag("HANSE_HTTPS") else "http"
ACCOUNT_FORMS = {
    "login": "hanse.accounts.forms.LoginForm",
    "reset_password": "hanse.accounts.forms.ResetPasswordForm",
    "signup": "hanse.accounts.forms.SignupForm",
}
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "hanse.accounts.adapters.attempted_address"
AXES_LOCKOUT_CALLABLE = "hanse.accounts.adapters.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, from where: nobody needs it, so nobody keeps it
AXES_IPWARE_PROXY_COUNT = environment.number("HANSE_TRUSTED_PROXIES") or None
# Without it, all readers behind a proxy would share one limit.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("HANSE_TRUSTED_PROXIES")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.flag("HANSE_HTTPS")
SECURE_HSTS_SECONDS = 31_536_000 if environment.flag("HANSE_HTTPS") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.number("HANSE_TRUSTED_PROXIES") else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hanse.ui.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("fi", _("Finnish")), ("pl", _("Polish"))]
LOCALE_PATHS = [PACKAGE_DIR / "ui" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hanse.ui.storage.StaticStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 31_536_000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("HANSE_EMAIL_FROM")
for _name, _value in environment.email(environment.text("HANSE_EMAIL_URL"), DATA_DIR).items():
    globals()[_name] = _value

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer() if environment.flag("HANSE_LOG_JSON") else structlog.dev.ConsoleRenderer(),
    ],
    logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.text("HANSE_LOG_LEVEL")},
    "loggers": {"axes": {"level": "WARNING"}, "django_tasks": {"level": "WARNING"}},
}
