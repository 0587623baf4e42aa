"""Blocks of alike lines, as tools print one thing after another, and what is asked about them."""

from __future__ import annotations

from peers.documents import WORDS, Source
from reading.families import Made
from reading.subjects import Family, Question, called

ASK = "In the latest result, "


def printed(blocks: list[list[str]], behind: str) -> str:
    """The lines of blocks, and what stands behind each of them."""
    return "".join("\n".join(lines) + "\n" + behind for lines in blocks)


def memory(source: Source) -> Made:
    """Memory devices as dmidecode prints them; a few slots hold other modules, and one is read from the first block."""
    sizes = ["8192 MB"] * 12
    for slot in source.sample(range(1, 12), 3):
        sizes[slot] = "No Module Installed"
    speeds = [source.choice(["2400 MT/s", "2400 MT/s", "2666 MT/s"]) for _ in sizes]
    serials = [f"{number:08X}" for number in source.sample(range(16**7, 16**8), 12)]
    first = source.randrange(0x40, 0xA0)
    maker = source.choice(["Samsung", "Micron", "Hynix"])
    blocks = [
        [
            f"Handle 0x{first + slot:04X}, DMI type 17, 40 bytes",
            "Memory Device",
            "\tTotal Width: 72 bits",
            "\tData Width: 64 bits",
            f"\tSize: {size}",
            "\tForm Factor: DIMM",
            f"\tLocator: DIMM_{slot}",
            "\tType: DDR4",
            "\tType Detail: Synchronous",
            f"\tSpeed: {speed}",
            f"\tManufacturer: {maker}",
            f"\tSerial Number: {serial}",
            "\tRank: 2",
            "\tConfigured Voltage: 1.2 V",
        ]
        for slot, (size, speed, serial) in enumerate(zip(sizes, speeds, serials, strict=True))
    ]
    one, other, last = source.sample(range(1, 12), 3)
    asked = [
        Question(f"{ASK}what is the serial number of the memory device with the locator DIMM_{one}?", serials[one]),
        Question(
            f"{ASK}what is the locator of the memory device with the serial number {serials[other]}?", f"DIMM_{other}"
        ),
        Question(f"{ASK}what is the speed of the memory device with the locator DIMM_{other}?", speeds[other]),
        Question(f"{ASK}what is the manufacturer of the memory device with the locator DIMM_{last}?", maker),
        Question(f"{ASK}what is the size of the memory device with the locator DIMM_{last}?", sizes[last]),
        Question(f"{ASK}how many memory devices have no module installed?", "3"),
    ]
    return called(("run", {"command": "dmidecode -t 17"}, printed(blocks, "\n"))), asked


def pods(source: Source) -> Made:
    """Pods of one deployment as kubectl describes them; one of them waits."""
    app, waits = source.choice(WORDS), source.randrange(1, 6)
    names = [f"{app}-{source.randrange(16**4):04x}" for _ in range(6)]
    nodes = [f"node-{source.choice('abcd')}{number}" for number in range(6)]
    addresses = [f"10.42.{number}.{source.randrange(2, 250)}" for number in range(6)]
    starts = [source.randrange(9) for _ in names]
    port, version = source.randrange(3000, 9999), f"1.{source.randrange(40)}"
    blocks = [
        [
            f"Name:             {name}",
            "Namespace:        shop",
            "Priority:         0",
            "Service Account:  default",
            f"Node:             {nodes[pod]}",
            f"Labels:           app={app}",
            f"Status:           {'Pending' if pod == waits else 'Running'}",
            f"IP:               {addresses[pod]}",
            "Containers:",
            "  main:",
            f"    Image:          registry.example.org/{app}:{version}",
            f"    Port:           {port}/TCP",
            "    Host Port:      0/TCP",
            f"    State:          {'Waiting' if pod == waits else 'Running'}",
            f"    Ready:          {pod != waits}",
            f"    Restart Count:  {starts[pod]}",
            "    Limits:",
            "      memory:  512Mi",
            "    Environment:    <none>",
            "QoS Class:        Burstable",
            "Node-Selectors:   <none>",
            "Events:           <none>",
        ]
        for pod, name in enumerate(names)
    ]
    one, other, last = source.sample(range(1, 6), 3)
    asked = [
        Question(f"{ASK}on which node does the pod {names[one]} run?", nodes[one]),
        Question(f"{ASK}what is the name of the pod with the IP {addresses[other]}?", names[other]),
        Question(f"{ASK}what is the restart count of the pod {names[last]}?", str(starts[last])),
        Question(f"{ASK}what is the port of the pod {names[other]}?", f"{port}/TCP"),
        Question(f"{ASK}what is the name of the pod that is Pending?", names[waits]),
        Question(f"{ASK}how many pods are described?", "6"),
    ]
    return called(("run", {"command": "kubectl describe pods"}, printed(blocks, "\n\n"))), asked


def packages(source: Source) -> Made:
    """Packages as rpm prints them, some of them of one build."""
    names = source.sample(WORDS, 8)
    sizes = source.sample(range(10**4, 10**7), 8)
    licenses = [source.choice(["GPLv2+", "GPLv2+", "MIT"]) for _ in names]
    host = f"x86-{source.randrange(10, 99)}.build.example.org"
    blocks = [
        [
            f"Name        : {name}",
            f"Version     : 5.{place}",
            "Release     : 14.el7",
            "Architecture: x86_64",
            "Group       : System Environment/Base",
            f"Size        : {sizes[place]}",
            f"License     : {licenses[place]}",
            "Signature   : RSA/SHA256, Thu 22 Aug 2019 02:34:59 PM PDT, Key ID 24c6a8a7f4a80eb5",
            f"Build Host  : {host}",
            "Relocations : (not relocatable)",
            "Packager    : CentOS BuildSystem <http://bugs.centos.org>",
            "Vendor      : CentOS",
            f"Summary     : The {name} of the system",
        ]
        for place, name in enumerate(names)
    ]
    one, other, last = source.sample(range(1, 8), 3)
    asked = [
        Question(f"{ASK}what is the size of the package {names[one]}?", str(sizes[one])),
        Question(f"{ASK}which package has the size {sizes[other]}?", names[other]),
        Question(f"{ASK}what is the license of the package {names[last]}?", licenses[last]),
        Question(f"{ASK}what is the build host of the package {names[other]}?", host),
        Question(f"{ASK}what is the version of the package {names[last]}?", f"5.{last}"),
        Question(f"{ASK}how many packages are there?", "8"),
    ]
    return called(("run", {"command": "rpm -qai"}, printed(blocks, ""))), asked


BLOCKS = [
    Family("devices as stanzas", "default", r"\[each of \d+ rows stands for ", memory),
    Family("blocks of pods", "default", r"\[blocks of lines, ", pods),
    Family("packages of one build as stanzas", "default", r"\[each of \d+ rows stands for ", packages),
]
