"""How the model writer is set up: flags before environment before file before defaults. Keys are held, never shown."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import rtoml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from explainer.errors import ConfigurationError

Freedom = Literal["low", "medium", "high"]

#: Every setting is ``EXPLAINER_<NAME>`` in the environment; behind these also the variable that the ``openai`` client reads.
_CLIENT_VARIABLES = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
_KEYLESS = "no-key"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Settings(BaseModel):
    """What the model writer is given. Times in seconds; ``rounds`` counts repair rounds behind the first draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str | None = None
    api_key: SecretStr | None = None
    model: str | None = None
    freedom: Freedom = "low"
    rounds: int = Field(default=2, ge=0, le=5)
    token_budget: int = Field(default=30_000, ge=500)
    deadline_s: float = Field(default=120.0, gt=0, le=3600)
    timeout_s: float = Field(default=60.0, gt=0, le=3600)
    attempts: int = Field(default=4, ge=1, le=10)
    wait_s: float = Field(default=0.5, ge=0, le=60)
    concurrency: int = Field(default=4, ge=1, le=256)
    requests_per_minute: int = Field(default=600, ge=1)
    breaker_failures: int = Field(default=5, ge=1)
    breaker_reset_s: float = Field(default=30.0, gt=0)
    temperature: float = Field(default=0.0, ge=0, le=2)
    seed: int | None = 1
    max_tokens: int = Field(default=2048, ge=16)

    @field_validator("base_url")
    @classmethod
    def _plain_url(cls, value: str | None) -> str | None:
        """A base URL is shown and recorded, so nothing secret may be in it."""
        if value is None:
            return None
        parts = urlsplit(value)
        # Reading the port tells a wrong one.
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError("not an http or https address")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("holds a user, a password or a query; give the key by itself")
        return value

    @field_validator("api_key")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        """A key goes into a header: no line break that a file left behind it, and nothing a header cannot hold."""
        if value is None:
            return None
        key = value.get_secret_value().strip()
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise ValueError("holds a space, a line break or a letter that no key can have")
        return SecretStr(key) if key else None

    @property
    def endpoint(self) -> str:
        """The base URL: shown to people, and the name of the circuit breaker."""
        if self.base_url is None:
            return "https://api.openai.com/v1"
        return self.base_url.rstrip("/")

    def key(self) -> str:
        """The key for the client. A server of one's own may need none.

        Raises:
            ConfigurationError: The endpoint is the client's default and there is no key.
        """
        if self.api_key is not None and self.api_key.get_secret_value():
            return self.api_key.get_secret_value()
        if self.base_url is None:
            raise ConfigurationError(
                "the llm writer has no key; set EXPLAINER_API_KEY or OPENAI_API_KEY, or give --base-url for a server of your own"
            )
        return _KEYLESS

    def named_model(self) -> str:
        """The model's name.

        Raises:
            ConfigurationError: None is set.
        """
        if not self.model:
            raise ConfigurationError("the llm writer needs a model; give --model, or set EXPLAINER_MODEL")
        return self.model


@dataclass(frozen=True, slots=True)
class Configured:
    """The settings and, for each that is not the default, where it came from."""

    settings: Settings
    origins: Mapping[str, str]

    def shown(self) -> tuple[tuple[str, str, str], ...]:
        """Name, value and origin of every setting, fit to be printed: a key is only told to be there."""
        rows: list[tuple[str, str, str]] = []
        for name in Settings.model_fields:
            value = getattr(self.settings, name)
            if name == "api_key":
                value = "set" if value is not None else "not set"
            elif name == "base_url":
                value = self.settings.endpoint
            rows.append((name, str(value), self.origins.get(name, "default")))
        return tuple(rows)


def _file_of(flag: str | None, environment: Mapping[str, str]) -> Path | None:
    """The settings file: the flag, ``EXPLAINER_CONFIG``, or the user's own where there is one."""
    named = flag or environment.get("EXPLAINER_CONFIG")
    if named:
        return Path(named)
    home = environment.get("XDG_CONFIG_HOME") or (f"{environment['HOME']}/.config" if environment.get("HOME") else "")
    own = Path(home) / "explainer" / "config.toml" if home else None
    return own if own is not None and own.is_file() else None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = rtoml.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path}: the settings file cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: the settings file cannot be read as UTF-8 text") from error
    except rtoml.TomlParsingError as error:
        raise ConfigurationError(f"{path}: not valid TOML ({error})") from error
    return data


def _named_variable(table: Mapping[str, Any], place: str) -> str | None:
    """The variable of the environment that a table names for its key. Neither is repeated: it may be the key itself."""
    if "api_key" in table:
        raise ConfigurationError(
            f"{place}: field 'api_key': keys do not belong in a file; name the variable that holds it with api_key_env"
        )
    variable = table.get("api_key_env")
    if variable is not None and not (isinstance(variable, str) and _VARIABLE.fullmatch(variable)):
        raise ConfigurationError(f"{place}: field 'api_key_env': not the name of a variable")
    return variable


def _unset(place: str) -> ConfigurationError:
    return ConfigurationError(f"{place}: field 'api_key_env' names a variable that is not set")


def _settings(values: Mapping[str, Any], origins: Mapping[str, str]) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "?"
        told = first["msg"].removeprefix("Value error, ")
        raise ConfigurationError(f"setting {field!r} ({origins.get(field, 'unknown')}): {told}") from None


def settings_of(table: Mapping[str, Any], place: str, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from one table alone; of the environment only the variable that it names for its key.

    Raises:
        ConfigurationError: A value is wrong; the message names ``place``.
    """
    env = os.environ if environment is None else environment
    values = {name: value for name, value in table.items() if name != "api_key_env"}
    if variable := _named_variable(table, place):
        if not env.get(variable):
            raise _unset(place)
        values["api_key"] = env[variable]
    return _settings(values, dict.fromkeys(values, place))


def configure(
    flags: Mapping[str, Any] | None = None,
    config_file: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Configured:
    """Settings from flags, then the environment, then a TOML file, then defaults.

    Args:
        flags: Values given on the command line; None counts as not given.
        environment: ``os.environ`` unless given.

    Raises:
        ConfigurationError: A value is wrong or the file cannot be read; the message names where it came from.
    """
    env = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def take(name: str, value: Any, origin: str) -> None:
        if name not in values:
            values[name], origins[name] = value, origin

    for name, value in (flags or {}).items():
        if value is not None:
            take(name, value, f"flag --{name.replace('_', '-')}")
    for name in Settings.model_fields:
        for variable in (f"EXPLAINER_{name.upper()}", _CLIENT_VARIABLES.get(name, "")):
            if env.get(variable):
                take(name, env[variable], f"environment {variable}")
    path = _file_of(config_file, env)
    if path is not None:
        table = _read_file(path)
        if named := _named_variable(table, str(path)):
            if env.get(named):
                take("api_key", env[named], f"environment {named}, named in {path}")
            elif "api_key" not in values:
                raise _unset(str(path))
        for name, value in table.items():
            if name != "api_key_env":
                take(name, value, str(path))
    return Configured(_settings(values, origins), origins)
