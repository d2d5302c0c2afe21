"""What schemathesis has to know of anjuan beside its document: which names are there, and what would end its session."""

import hashlib
import json
import os

import schemathesis

# Whoever is signed in has to stay so: what would end that is not tried on oneself.
MYSELF = os.environ["ANJUAN_MYSELF"]
ENDS = ("DisableUser", "RevokeRole", "HandOverWork", "/sessions", "/second-factors")
# Cases that are there, by the collection that has them.
NUMBERS = json.loads(os.environ["ANJUAN_NUMBERS"])
SOMEBODY = "wang.wu"

# Bodies that open a case or add a user: at random hardly any keeps every rule, and what follows would never be reached.
OPENING = {
    "RegisterPetition": {
        "channel": "visit",
        "heads": 6,
        "committee": "共青",
        "category": "物业管理",
        "first_time": True,
        "petitioner": {"name": "何家明", "phone": "19900009815"},
        "matter": "电梯常年失修",
    },
    "ReportHazard": {
        "kind": "locked_exit",
        "address": "长海路1号",
        "description": "安全出口锁闭",
    },
    "ReportStructure": {
        "zone": "岛外",
        "address": "长海路1号",
        "stock": "existing",
        "under_construction": False,
        "source": "complaint",
    },
}


def often(case, share=2):
    """The same answer for the same case, so that a seed says it all."""
    said = json.dumps([case.operation.label, str(case.query), str(case.body)], default=str)
    return hashlib.sha256(said.encode()).digest()[0] % share == 0


def is_positive(case):
    return case.meta is None or case.meta.generation.mode.is_positive


def follows(case):
    """Whether it is a step of a walk along the links, which is to come far."""
    return case.meta is not None and case.meta.phase.name.value == "stateful"


@schemathesis.hook
def filter_case(context, case):
    about_myself = (case.path_parameters or {}).get("login") == MYSELF
    return not (about_myself and any(end in case.operation.path for end in ENDS))


@schemathesis.hook
def map_case(context, case):
    path, names = case.operation.path, case.path_parameters
    # Nobody waits for a position that is far away.
    if isinstance(case.query, dict) and "at-least" in case.query and is_positive(case):
        case.query["at-least"] = 1
    if not is_positive(case) or not (follows(case) or often(case)):
        return case
    if path in ("/cases", "/work-list", "/reminders") and isinstance(case.query, dict):
        # A list of everything names something to go on with.
        case.query.clear()
    if path == "/search" and case.method.upper() == "POST":
        case.body = {"q": "19900009815"}
    elif path == "/search":
        case.query["q"] = "2019"
        case.query.pop("kind", None)
        case.query.pop("after", None)
    if "number" in (names or {}):
        names["number"] = NUMBERS.get(path.split("/")[1], NUMBERS["petitions"])
    if "login" in (names or {}):
        names["login"] = SOMEBODY
    if case.method.upper() == "PUT" and isinstance(case.body, bytes):
        names["sha256"] = hashlib.sha256(case.body).hexdigest()
    command = path.rsplit("/", 1)[1]
    if command in OPENING and "{" not in path:
        case.body = dict(OPENING[command])
    if command == "AddUser" and isinstance(case.body, dict):
        login = hashlib.sha256(str(case.body).encode()).hexdigest()[:12]
        case.body = {"login": f"u.{login}", "name": "王芳"}
    return case
