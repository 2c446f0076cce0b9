"""Which passwords are taken: long ones that nobody tries first (NIST SP 800-63B §3.1.1.2: length, and a list).

Invariant: no rule about kinds of characters. A password is compared with the list without the digits and signs around
it, and with digits that stand for letters read as these: `P@ssw0rd2024!` is `password`.
"""

from __future__ import annotations

import re
from itertools import pairwise

from offhook.errors import InvalidValue

SHORTEST = 10
LONGEST = 1024
_FEWEST_SIGNS = 5
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LETTERS = str.maketrans("@4310$5!7", "aaeiossit")
# What people choose first, in the languages of the application, and what this product is called.
_COMMON = frozenset(
    """
    password passwort parool пароль пассворд salasona secret geheim секрет changeme changemenow default letmein
    welcome welcomehome willkommen teretulemast qwerty qwertyuiop qwertz qwertzuiop asdfgh asdfghjkl zxcvbn
    zxcvbnm qazwsx qazwsxedc йцукен йцукенгшщз фывапр фывапролд ячсмит ячсмитьбю admin administrator
    администратор root superuser user username guest test testtest testing demo login master manager supervisor
    operator company office telephone telefon телефон phone offhook pbx asterisk freepbx iloveyou ilovesyou
    loveyou love любовь янтарь monkey dragon sunshine princess football baseball basketball superman batman
    starwars pokemon shadow michael jennifer jordan hunter charlie daniel ashley jessica trustno whatever
    nothing computer internet samsung google microsoft liverpool chelsea arsenal barcelona summer winter spring
    autumn lente sommer herbst frühling лето зима весна осень january february december monday friday привет
    здравствуй наташа марина андрей сергей александр москва россия tallinn eesti estonia deutschland berlin
    ethiopia addisababa abc abcd abcdef abcdefg abcdefgh abcdefghij passwordpassword qwertyqwerty correcthorse
    """.split()  # noqa: SIM905  a list of so many words is easier to read so
)


def check_password(login: str, password: str, field: str = "password") -> None:
    """Take a password, or say what is wrong with it.

    Raises:
        InvalidValue: it is short, long, among the commonest, or the login.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidValue(field, f"{SHORTEST} to {LONGEST} characters; several words make a good password")
    plain = password.lower()
    if plain.strip() in {login.lower(), login.lower().partition("@")[0]}:
        raise InvalidValue(field, "is the login; choose another one")
    if len(set(plain)) < _FEWEST_SIGNS or _runs(plain):
        raise InvalidValue(field, "is one of the first that are tried: the same signs again or a row of keys")
    bare = _EDGES.sub("", plain)
    if {bare, bare.translate(_LETTERS), _EDGES.sub("", plain.translate(_LETTERS))} & _COMMON:
        raise InvalidValue(field, "is one of the first that are tried; put several words together")


def _runs(plain: str) -> bool:
    """Tell whether a text goes up or down sign by sign, as 1234567890 does."""
    steps = {ord(second) - ord(first) for first, second in pairwise(plain)}
    return steps <= {1, -9} or steps <= {-1, 9}
