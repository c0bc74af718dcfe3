"""Fold the names and web addresses of organisations, so that two spellings of one can meet.

Legal forms: the abbreviations of company law in the EU and its neighbours, as firms write them behind (or before)
their names.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

# Letters that do not come apart into a base letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_WORD = re.compile(r"[^\W_]+")

_SINGLE = """
ab ad ag aktiengesellschaft as asa asbl aps bt bv bvba cv da dd doo dooel dba ead eood eirl eireli ek ehf ev
eurl gbr ggmbh gie gmbh hb hf inc incorporated ivs kb kda kf kft kg kgaa kk ks ky lda llc llp ltd limited ltda
mb nv nyrt ohg oo ooo ood oy oyj ou plc rt sa sab sapa sarl sas sasu sc sca sci sccl scop scpa scarl scrl se
sia sicav sirl slne slu sll slp snc soc spa spk spol sprl srl srls sro ss szrt tov uab ug vof vos vzw zrt zs
αε εε επε ικε οε ооо оод еоод ад еад зао оао пао ет
"""
# Behind the name, longest first; written as they stand after single letters were joined ("S.p.A." is "spa").
_BEHIND = (
    ("spolka", "z", "ograniczona", "odpowiedzialnoscia"),
    ("gesellschaft", "mit", "beschrankter", "haftung"),
    ("sp", "zoo", "sp", "k"),
    ("sp", "z", "oo"),
    ("sp", "zoo"),
    ("spzoo",),
    ("sp", "k"),
    ("spolka", "akcyjna"),
    ("co", "kgaa"),
    ("co", "kg"),
    ("cokg",),
    ("co", "ohg"),
    *((form,) for form in _SINGLE.split()),
)
# Before the name: as Baltic, Nordic, Czech and Slavic firms write it.
_FORMS_BEFORE = """ab as ooo ou oy sia uab vsi ooo ооо оао зао пао ад"""
_BEFORE = frozenset(_FORMS_BEFORE.split())
_LONGEST_FIRST = tuple(sorted(_BEHIND, key=len, reverse=True))


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    """Return the words of a folded name, with runs of single letters joined: `s p a` is one word."""
    words: list[str] = []
    joining = False
    for word in _WORD.findall(text):
        single = len(word) == 1 and word.isalpha()
        if single and joining:
            words[-1] += word
        else:
            words.append(word)
        joining = single
    return words


def name_key(name: str) -> str:
    """Return a name folded for comparison: no case, accents, punctuation, legal form; letters stay.

    Args:
        name: as people write it; may be empty.
    Returns:
        words with one blank between them; a name of nothing but a legal form keeps it.

    >>> name_key("Żółta Łódź Sp. z o.o.")
    'zolta lodz'
    >>> name_key("AB Volvo"), name_key("Volvo Aktiebolag AB")
    ('volvo', 'volvo aktiebolag')
    """
    words = _words(_fold(name))
    while len(words) > 1:
        for form in _LONGEST_FIRST:
            if len(words) > len(form) and tuple(words[-len(form) :]) == form:
                del words[-len(form) :]
                break
        else:
            break
    if len(words) > 1 and words[0] in _BEFORE:
        del words[0]
    return " ".join(words)[:300]


# Second levels under which names are registered, so that `firm.co.uk` is the firm's and `co.uk` is nobody's.
_SECOND = """ac co com edu gen go gob gov gv kiev ltd mil net nom or org plc res sch"""
_SECOND_LEVEL = frozenset(_SECOND.split())
# Mail providers, networks, site builders, and the EU's own host: their domain says nothing about an organisation.
_PROVIDERS = """
gmail.com googlemail.com google.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.fr yahoo.de
yahoo.it yahoo.es ymail.com icloud.com me.com aol.com gmx.de gmx.net gmx.at gmx.com web.de t-online.de
freenet.de mail.ru yandex.ru yandex.com proton.me protonmail.com pm.me tutanota.com zoho.com orange.fr
wanadoo.fr free.fr laposte.net sfr.fr libero.it tiscali.it virgilio.it alice.it tin.it wp.pl o2.pl onet.pl
onet.eu interia.pl op.pl seznam.cz centrum.cz email.cz azet.sk freemail.hu citromail.hu abv.bg mail.bg
otenet.gr telefonica.net telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl bluewin.ch inbox.lv mail.ee
btinternet.com sapo.pt facebook.com fb.com linkedin.com twitter.com x.com instagram.com youtube.com tiktok.com
xing.com researchgate.net github.com github.io gitlab.com gitlab.io bitbucket.org medium.com wordpress.com
blogspot.com wixsite.com wix.com weebly.com webnode.com jimdo.com jimdofree.com squarespace.com
godaddysites.com business.site strikingly.com notion.site netlify.app vercel.app herokuapp.com wikipedia.org
europa.eu linktr.ee bit.ly azurewebsites.net amazonaws.com eventbrite.com
"""
_SHARED = frozenset(_PROVIDERS.split())


def is_shared_domain(domain: str) -> bool:
    """Return whether a domain belongs to a provider that anybody may use.

    >>> is_shared_domain("gmail.com"), is_shared_domain("example.org")
    (True, False)
    """
    return domain in _SHARED


def web_domain(address: str) -> str:
    """Return the registered domain of a web or mail address, '' where there is none or it is a provider's.

    Args:
        address: `https://www.example.org/about`, `example.org` or `somebody@example.org`.

    >>> web_domain("https://www.Lab.Example.ac.uk/en?x=1"), web_domain("ann@gmail.com"), web_domain("no address")
    ('example.ac.uk', '', '')
    """
    text = address.strip().lower()
    if "@" in text and "://" not in text:
        text = text.rsplit("@", 1)[1]
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    labels = [label for label in host.strip(".").split(".") if label]
    if len(labels) < 2 or any(re.search(r"[^\w-]", label) for label in labels) or labels[-1].isdigit():
        return ""
    take = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    domain = ".".join(labels[-take:])
    return "" if is_shared_domain(domain) else domain[:200]
