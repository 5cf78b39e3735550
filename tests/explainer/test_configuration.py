"""Settings of the model writer: one precedence, clear errors, and keys that are never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.configuration import Settings, configure
from explainer.errors import ConfigurationError

KEY = "sk-very-secret-0123456789"


def test_flags_come_before_environment_before_file_before_defaults(tmp_path: Path) -> None:
    """Each setting is taken from the first place that has it, and its origin is told."""
    file = tmp_path / "settings.toml"
    file.write_text('model = "file"\nrounds = 4\nfreedom = "high"\n', "utf-8")
    environment = {
        "EXPLAINER_MODEL": "environment",
        "EXPLAINER_FREEDOM": "medium",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    }
    found = configure({"model": "flag", "rounds": None}, str(file), environment)
    settings = found.settings
    assert (settings.model, settings.freedom, settings.rounds, settings.attempts) == ("flag", "medium", 4, 4)
    origins = {name: origin for name, _, origin in found.shown()}
    assert origins["model"] == "flag --model"
    assert origins["freedom"] == "environment EXPLAINER_FREEDOM"
    assert origins["rounds"] == str(file)
    assert origins["attempts"] == "default"


def test_the_environment_has_names_of_our_own_before_those_of_the_client() -> None:
    """``EXPLAINER_BASE_URL`` and ``EXPLAINER_API_KEY`` count, and count before what other programs use."""
    theirs = {"OPENAI_BASE_URL": "https://theirs.example/v1", "OPENAI_API_KEY": "theirs"}
    ours = {"EXPLAINER_BASE_URL": "https://ours.example/v1", "EXPLAINER_API_KEY": "ours"}
    assert configure({}, None, theirs).settings.key() == "theirs"
    found = configure({}, None, {**theirs, **ours})
    assert (found.settings.endpoint, found.settings.key()) == ("https://ours.example/v1", "ours")
    assert {n: o for n, _, o in found.shown()}["api_key"] == "environment EXPLAINER_API_KEY"


def test_a_key_fits_a_header() -> None:
    """The line break of a file is no part of it; what no header can hold is told before a server is asked."""
    assert configure({}, None, {"OPENAI_API_KEY": KEY + "\n"}).settings.key() == KEY
    for wrong in (KEY + "\u00e9", KEY[:5] + "\n" + KEY[5:], KEY[:5] + " " + KEY[5:]):
        with pytest.raises(ConfigurationError, match="'api_key'") as error:
            configure({}, None, {"OPENAI_API_KEY": wrong})
        assert KEY[5:] not in str(error.value)
    with pytest.raises(ConfigurationError, match="no key"):
        configure({}, None, {"OPENAI_API_KEY": "  "}).settings.key()


@pytest.mark.parametrize(
    "url", ["ftp://h.example", "h.example/v1", "http://h.example:99999/v1", "http://[::1/v1", "http://"]
)
def test_a_wrong_address_is_told(url: str) -> None:
    """In plain words, without those of the library."""
    with pytest.raises(ConfigurationError, match="base_url") as error:
        configure({"base_url": url}, None, {})
    assert "Value error" not in str(error.value)


def test_the_users_own_file_is_read_when_it_is_there(tmp_path: Path) -> None:
    """Without a flag the file of the user's configuration folder counts."""
    (tmp_path / "explainer").mkdir()
    (tmp_path / "explainer" / "config.toml").write_text('model = "mine"\n', "utf-8")
    assert configure({}, None, {"XDG_CONFIG_HOME": str(tmp_path)}).settings.model == "mine"
    assert configure({}, None, {"HOME": str(tmp_path / "nobody")}).settings.model is None


def test_a_key_is_never_shown() -> None:
    """Neither the settings, their repr, the list for people nor an error holds it; a base URL may not carry one."""
    found = configure({}, None, {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://host.example/v1/"})
    shown = f"{found!r} {found.settings} {found.shown()} {found.settings.endpoint} {found.settings.model_dump()}"
    assert KEY not in shown
    assert found.settings.key() == KEY
    assert found.settings.endpoint == "https://host.example/v1"
    for wrong in (
        {"rounds": 99},
        {"base_url": f"https://user:{KEY}@host.example/v1"},
        {"base_url": f"https://h.example/?k={KEY}"},
    ):
        with pytest.raises(ConfigurationError) as error:
            configure(wrong, None, {"OPENAI_API_KEY": KEY})
        assert KEY not in str(error.value)


def test_a_file_may_name_the_variable_of_a_key_but_not_hold_one(tmp_path: Path) -> None:
    """``api_key_env`` leads to the environment; ``api_key`` in a file is refused."""
    file = tmp_path / "settings.toml"
    file.write_text('api_key_env = "MY_KEY"\n', "utf-8")
    assert configure({}, str(file), {"MY_KEY": KEY}).settings.key() == KEY
    file.write_text(f'api_key = "{KEY}"\n', "utf-8")
    with pytest.raises(ConfigurationError, match="keys do not belong in a file") as error:
        configure({}, str(file), {})
    assert KEY not in str(error.value)


def test_a_named_variable_must_be_one_that_is_set(tmp_path: Path) -> None:
    """A key written where its variable belongs is not repeated; another source of the key does as well."""
    file = tmp_path / "settings.toml"
    for wrong in (f'"{KEY}"', "5"):
        file.write_text(f"api_key_env = {wrong}\n", "utf-8")
        with pytest.raises(ConfigurationError, match="not the name of a variable") as error:
            configure({}, str(file), {})
        assert KEY not in str(error.value)
    file.write_text('api_key_env = "MY_KEY"\n', "utf-8")
    with pytest.raises(ConfigurationError, match="is not set"):
        configure({}, str(file), {})
    assert configure({}, str(file), {"OPENAI_API_KEY": KEY}).settings.key() == KEY


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rounds = 9", "'rounds'"),
        ("colour = 1", "'colour'"),
        ("model = [", "not valid TOML"),
        ('freedom = "all"', "'freedom'"),
    ],
)
def test_a_wrong_setting_is_named_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    """The message names field and file."""
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=told) as error:
        configure({}, str(file), {})
    assert str(file) in str(error.value)


def test_what_is_missing_is_told_with_its_cure(tmp_path: Path) -> None:
    """No model, no key, no file."""
    with pytest.raises(ConfigurationError, match="--model"):
        Settings().named_model()
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        Settings().key()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        configure({}, str(tmp_path / "none.toml"), {})


def test_a_server_of_ones_own_needs_no_key() -> None:
    """A base URL without a key gets a placeholder."""
    assert Settings(base_url="http://127.0.0.1:1/v1").key() == "no-key"
