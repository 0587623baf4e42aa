"""Blocks of lines of one shape, as tools print one thing after another, and what is asked about them."""

from __future__ import annotations

from peers.documents import WORDS, Source
from reading.families import Made
from reading.subjects import Family, Question, called

ASK = "In the latest result, "


def packages(source: Source) -> Made:
    """Packages as rpm prints them, with a description each."""
    names = source.sample(WORDS, 12)
    sizes = source.sample(range(10**4, 10**7), 12)
    releases = [f"{source.randrange(1, 99)}.el7_{source.randrange(10)}" for _ in names]
    groups = [source.choice(["Libraries", "Tools", "Base", "Fonts"]) for _ in names]
    text = "".join(
        f"Name        : {name}\nVersion     : {place % 4}.{place * 7 % 11}.{place}\nRelease     : {releases[place]}\n"
        f"Architecture: x86_64\nGroup       : {groups[place]}\nSize        : {sizes[place]}\n"
        f"Signature   : RSA/SHA256, Key ID 24c6a8a7f4a80eb5\nSource RPM  : {name}-{releases[place]}.src.rpm\n"
        f"Vendor      : CentOS\nSummary     : The {name} of the system\nDescription :\nWhat {name} is good for.\n"
        for place, name in enumerate(names)
    )
    one, other, last = source.sample(range(1, 12), 3)
    asked = [
        Question(f"{ASK}what is the size of the package {names[one]}?", str(sizes[one])),
        Question(f"{ASK}which package has the size {sizes[other]}?", names[other]),
        Question(f"{ASK}what is the release of the package {names[last]}?", releases[last]),
        Question(f"{ASK}in which group is the package {names[other]}?", groups[other]),
        Question(f"{ASK}what is the vendor of the package {names[last]}?", "CentOS"),
        Question(f"{ASK}how many packages are there?", "12"),
    ]
    return called(("run", {"command": "rpm -qai"}, text)), asked


def links(source: Source) -> Made:
    """Network interfaces as ifconfig prints them."""
    received = source.sample(range(10**4, 10**6), 9)
    sent = source.sample(range(10**4, 10**6), 9)
    hosts = source.sample(range(2, 250), 9)
    text = "".join(
        f"eth{place}: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n"
        f"        inet 10.0.{place}.{hosts[place]}  netmask 255.255.255.0  broadcast 10.0.{place}.255\n"
        f"        RX packets {received[place]}  bytes {received[place] * 97} (1.1 GiB)\n"
        f"        RX errors 0  dropped 0  overruns 0  frame 0\n"
        f"        TX packets {sent[place]}  bytes {sent[place] * 89} (1.1 GiB)\n"
        f"        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n"
        for place in range(9)
    )
    one, other, last = source.sample(range(1, 9), 3)
    asked = [
        Question(f"{ASK}what is the inet address of eth{one}?", f"10.0.{one}.{hosts[one]}"),
        Question(f"{ASK}how many RX packets has eth{other}?", str(received[other])),
        Question(f"{ASK}how many TX packets has eth{last}?", str(sent[last])),
        Question(f"{ASK}which interface has the inet address 10.0.{last}.{hosts[last]}?", f"eth{last}"),
        Question(f"{ASK}what is the netmask of eth{last}?", "255.255.255.0"),
        Question(f"{ASK}how many interfaces are there?", "9"),
    ]
    return called(("run", {"command": "ifconfig -a"}, text)), asked


STANZAS = [
    Family("packages as stanzas", "default", r"\[each of \d+ rows stands for ", packages),
    Family("interfaces as stanzas", "default", r"\[each of \d+ rows stands for ", links),
]
